import * as z from "zod";
import { phrase } from "../../errors/detail.js";
import type { DetailCode } from "../../errors/detail-codes.js";

const text = z.union([z.string().min(1), z.strictObject({ en: z.string().min(1), es: z.string().min(1) })], {
  error: "text-or-both" satisfies DetailCode,
});
const glob = z
  .string()
  .min(1)
  .max(200)
  .refine((value) => !value.startsWith("/") && !value.split("/").includes(".."), {
    error: "path-below" satisfies DetailCode,
  });
const pointer = z.string().regex(/^(?:\/.*)?$/, { error: "json-pointer" satisfies DetailCode });
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: "single-value" satisfies DetailCode,
});
const pattern = z
  .string()
  .min(1)
  .max(500)
  .superRefine((value, context) => {
    try {
      new RegExp(value, "gm");
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
    }
  });
/** Whose files are looked at: the service's, or those of the whole repository. */
const of = z.enum(["service", "repository"]).default("service");

const file = z.strictObject({ path: glob, of });
const document = z.strictObject({
  path: glob,
  of,
  /** Only documents in which these pointers hold these values. */
  where: z.record(pointer, scalar).optional(),
  at: pointer,
  equals: z.json().optional(),
  matches: pattern.optional(),
});
const code = z.strictObject({
  language: z.enum(["typescript", "csharp"]),
  pattern,
  in: z.enum(["code", "strings"]).default("code"),
  files: glob.default("**"),
});
const dependency = z.strictObject({
  name: z.string().min(1).max(214),
  group: z.enum(["runtime", "development", "any"]).default("any"),
});

const kinds = ["file", "document", "code", "dependency"] as const;

const check = z
  .strictObject({
    file: file.optional(),
    document: document.optional(),
    code: code.optional(),
    dependency: dependency.optional(),
    expect: z.enum(["present", "absent"]).default("present"),
  })
  .superRefine((value, context) => {
    const given = kinds.filter((kind) => value[kind] !== undefined);
    if (given.length === 1) return;
    const reason = phrase("exactly-one-of", { kinds: kinds.join(", "), given: given.join(", ") || "-" });
    context.addIssue({ code: "custom", params: { reason } });
  });

/** A rule that an organisation writes for itself: one YAML file. Described in docs/audit-custom-rules.md. */
export const customRuleSchema = z.strictObject({
  apiVersion: z.literal("msx/v1"),
  kind: z.literal("Rule"),
  id: z
    .string()
    .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, { error: "rule-id-shape" satisfies DetailCode })
    .max(60),
  /** The item of a checklist that it decides: its id, or its words. */
  item: z.string().min(1),
  title: text,
  severity: z.enum(["high", "medium", "low"]).default("medium"),
  waivable: z.boolean().default(true),
  why: text,
  fix: text,
  /** The guideline's section that asks for it. */
  section: z.string().min(1).optional(),
  appliesTo: z
    .strictObject({
      form: z.enum(["microservice", "lambda"]).optional(),
      stack: z.enum(["typescript", "dotnet"]).optional(),
    })
    .prefault({}),
  /** `all`: every check must hold; `any`: one is enough. */
  match: z.enum(["all", "any"]).default("all"),
  checks: z.array(check).min(1).max(20),
});
export type CustomRuleFile = z.infer<typeof customRuleSchema>;
export type CustomCheck = CustomRuleFile["checks"][number];
