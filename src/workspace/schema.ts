import * as z from "zod";
import { phrase } from "../errors/detail.js";
import { nameProblem } from "./name.js";

const name = z.string().superRefine((value, context) => {
  const reason = nameProblem(value);
  if (reason) {
    const params = { reason: phrase("name-unusable", { name: value, reason }) };
    context.addIssue({ code: "custom", params });
  }
});
const port = z.number().int().min(1).max(65_535);

/** The AWS providers msx knows: which program stands behind the resource `aws`. `embedded` is msx's own, of the embedded engine. */
export const awsProviders = ["localstack", "floci", "moto", "embedded"] as const;
export const resourceNames = ["postgres", "rabbitmq", "consul", "aws", "gateway", "tracing"] as const;
export const imageKeys = [
  "postgres",
  "rabbitmq",
  "consul",
  "aws",
  "tracing",
  "node",
  "lambda-node",
  "dotnet-sdk",
  "dotnet-aspnet",
] as const;

const waiver = z.strictObject({
  rule: z.string(),
  service: z.string().optional(),
  reason: z.string().min(1),
  approver: z.string().min(1),
  expires: z.iso.date(),
});

/** `msx.yaml`: platform settings, where services live, policy. */
export const workspaceSchema = z.strictObject({
  apiVersion: z.literal("msx/v1"),
  kind: z.literal("Workspace"),
  name,
  /** Globs of service folders, relative to msx.yaml. */
  services: z.array(z.string()).default(["services/*"]),
  platform: z
    .strictObject({
      aws: z.strictObject({ provider: z.enum(awsProviders).default("localstack") }).prefault({}),
      /** Put in front of every image name, for a company's registry mirror. */
      mirror: z.string().optional(),
      images: z.partialRecord(z.enum(imageKeys), z.string()).default({}),
      /** Wanted host ports; a busy one gives way to the next free one. */
      ports: z.partialRecord(z.enum(resourceNames), port).default({}),
      /** Resources this workspace does without. */
      disabled: z.array(z.enum(resourceNames)).default([]),
    })
    .prefault({}),
  policy: z
    .strictObject({
      /** An organisation's own guideline (Markdown) in place of msx's, relative to msx.yaml. */
      guideline: z.string().min(1).optional(),
      /** Files, or folders of files, with rules of one's own, relative to msx.yaml. */
      rules: z.array(z.string().min(1)).default([]),
      /** Who may approve a waiver: e-mail addresses, or names, as in commits. */
      approvers: z.array(z.string().min(1)).default([]),
      waivers: z.array(waiver).default([]),
    })
    .prefault({}),
});
export type WorkspaceFile = z.infer<typeof workspaceSchema>;

const event = z.strictObject({ event: z.string(), exchange: z.string() });

/** `service.yaml`: a deployable, what it owns, publishes, consumes and calls. */
export const serviceSchema = z.strictObject({
  apiVersion: z.literal("msx/v1"),
  kind: z.literal("Service"),
  name,
  form: z.enum(["microservice", "lambda"]),
  stack: z.enum(["typescript", "dotnet"]),
  owner: z.string().min(1),
  description: z.string().optional(),
  entity: z.string().optional(),
  /** Of the form `lambda`: the file that says what its functions are and what they need. */
  iac: z.enum(["template.yaml", "serverless.yml"]).optional(),
  http: z
    .strictObject({
      port: port.default(8080),
      basePath: z.string().startsWith("/"),
      gatewayPath: z.string().startsWith("/").optional(),
      health: z
        .strictObject({
          live: z.string().default("/health/live"),
          ready: z.string().default("/health/ready"),
        })
        .prefault({}),
    })
    .optional(),
  owns: z
    .strictObject({
      database: z.enum(["postgres", "dynamodb", "none"]).default("postgres"),
      data: z.array(z.string()).default([]),
    })
    .prefault({}),
  /** `none`: it publishes and consumes nothing, and is not led to the broker; `eventbridge`: its events pass AWS's bus. */
  messaging: z.enum(["rabbitmq", "eventbridge", "none"]).optional(),
  publishes: z.array(event).default([]),
  consumes: z.array(event.extend({ queue: z.string().optional() })).default([]),
  calls: z
    .array(z.strictObject({ service: z.string(), protocol: z.enum(["http"]).default("http") }))
    .default([]),
  env: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/), z.string()).default({}),
  /**
   * What only a person can know: `{item, owner, link, date, expires}`. The audit judges them: one that lacks something
   * fails its item, and keeps no service from running.
   */
  attestations: z.array(z.looseObject({ item: z.string() })).default([]),
});
export type ServiceFile = z.infer<typeof serviceSchema>;
