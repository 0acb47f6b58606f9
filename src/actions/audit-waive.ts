import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { isCommentOnly, waiversAt } from "../audit/engine/inline-waiver.js";
import type { RuleInfo } from "../audit/engine/rule.js";
import { judgeWaiver, type Waiver } from "../audit/engine/waivers.js";
import { GitHistory } from "../audit/evidence/git-history.js";
import { yamlLines } from "../audit/evidence/yaml-lines.js";
import { type Detail, phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { putWaiver, type WaiverEntry } from "../generator/edit-waivers.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import { writeFileAtomically } from "../workspace/atomic-file.js";
import { loadSharedWorkspace, selectServices, type Workspace } from "../workspace/workspace.js";
import { readText } from "../workspace/yaml-file.js";
import type { ActionContext } from "./context.js";
import { nameableRules, ruleNamed, rulesInForce } from "./rules-in-force.js";

export interface AuditWaiveOptions {
  readonly rule: string;
  readonly reason: string;
  readonly approver: string;
  readonly expires: string;
  readonly service?: string | undefined;
  /** `FILE:LINE`, relative to the current folder: written there, as a comment, instead of in msx.yaml. */
  readonly at?: string | undefined;
  readonly dryRun: boolean;
  readonly lang: Lang;
  /** The audit's clock. */
  readonly now?: Date;
}

export interface WaiveResult {
  readonly state: "written" | "planned" | "unchanged";
  /** Relative to the workspace. */
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly approver: string;
  readonly expires: string;
}

/**
 * Writes a waiver, in place of one for the same rule and service (or the same line) if there is one.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, UNKNOWN_RULE, GUIDELINE_UNUSABLE, WAIVER_REFUSED (it would not hold),
 * WAIVER_PLACE_INVALID, WRITE_FAILED, DISK_FULL, READ_ONLY
 */
export async function auditWaive(options: AuditWaiveOptions, context: ActionContext): Promise<WaiveResult> {
  const workspace = loadSharedWorkspace(context.cwd);
  selectServices(workspace, options.service === undefined ? [] : [options.service]);
  assertHolds(options, workspace, await nameableRules(rulesInForce(workspace.folder)));
  const edit =
    options.at === undefined
      ? policyEdit(options, workspace)
      : codeEdit(options, options.at, workspace, context.cwd);
  const { before, after, line } = edit;
  const state = after === before ? "unchanged" : options.dryRun ? "planned" : "written";
  if (state === "written") writeFileAtomically(edit.file, after, statSync(edit.file).mode & 0o777);
  const { rule, approver, expires } = options;
  return { state, file: relative(workspace, edit.file), line, rule, approver, expires };
}

interface Edit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly line: number;
}

/** Judged as the audit will: whoever commits from here is its author. */
function assertHolds(
  options: AuditWaiveOptions,
  { folder, policy }: Workspace,
  rules: readonly RuleInfo[],
): void {
  const { rule, reason, approver, expires, lang } = options;
  ruleNamed(rule, rules);
  const place = { file: "msx.yaml", line: 1, end: 1, kind: "policy" as const };
  const { problem } = judgeWaiver(
    { rule, reason: reason.trim(), approver: approver.trim(), expires, place },
    {
      ...{ rules, approvers: policy.approvers, now: options.now ?? new Date(), strict: false },
      authorsOf: () => ({ names: committer(folder) }),
    },
  );
  if (problem === undefined) return;
  const detail = message(`audit.waiver.${problem}`, lang, { rule, approver, expires });
  throw new MsxError("WAIVER_REFUSED", { detail, approvers: policy.approvers.join(", ") || "-" });
}

function committer(folder: string): readonly string[] {
  const history = GitHistory.open(folder);
  try {
    const identity = history?.identity();
    return identity === undefined ? [] : [identity];
  } finally {
    history?.close();
  }
}

function policyEdit(options: AuditWaiveOptions, { folder }: Workspace): Edit {
  const file = path.join(folder, "msx.yaml");
  const before = readText(file);
  const entry: WaiverEntry = {
    rule: options.rule,
    ...(options.service !== undefined && { service: options.service }),
    ...{ reason: oneLine(options.reason), approver: options.approver.trim(), expires: options.expires },
  };
  const after = putWaiver(before, entry);
  return { file, before, after, line: lineOfEntry(after, entry) };
}

function lineOfEntry(text: string, { rule, service }: WaiverEntry): number {
  const lines = yamlLines(text);
  for (let index = 0; ; index += 1) {
    const at = (key: string) => lines.value(["policy", "waivers", index, key]);
    if (at("rule") === undefined) return 1;
    if (at("rule") === rule && at("service") === service) return lines.of(["policy", "waivers", index]).line;
  }
}

/** How a comment is written, by a file's name. */
const comments: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/\.(?:[cm]?[jt]sx?|cs|java|go|kt|scss)$/, (text) => `// ${text}`],
  [
    /(?:\.(?:ya?ml|sh|toml|tf|py|rb|properties)|(?:^|\/)(?:[\w-]+\.)?Dockerfile[\w.-]*)$/,
    (text) => `# ${text}`,
  ],
  [/\.(?:html?|xml|csproj|props|md)$/, (text) => `<!-- ${text} -->`],
  [/\.sql$/, (text) => `-- ${text}`],
];

function codeEdit(options: AuditWaiveOptions, place: string, workspace: Workspace, cwd: string): Edit {
  const refuse = (detail: Detail): MsxError => new MsxError("WAIVER_PLACE_INVALID", { place, detail });
  const [, name = "", digits = ""] = /^(.+):(\d+)$/.exec(place) ?? [];
  if (name === "") throw refuse(phrase("waiver-place"));
  const file = within(workspace, path.resolve(cwd, name)) ?? "";
  if (file === "") throw refuse(phrase("waiver-no-file"));
  const write = comments.find(([pattern]) => pattern.test(file))?.[1];
  if (!write) throw refuse(phrase("waiver-no-comments"));
  const before = readText(file);
  const lines = before.split("\n");
  const line = Number(digits);
  if (line < 1 || line > lines.length) throw refuse(phrase("file-has-lines", { lines: lines.length }));
  const own = waiversAt(lines, relative(workspace, file), line).find(({ rule }) => rule === options.rule);
  return { file, before, ...inserted(lines, line, own, write(commentText(options))) };
}

function commentText({ rule, reason, approver, expires }: AuditWaiveOptions): string {
  const quoted = oneLine(reason).replaceAll('"', "'").replaceAll("-->", "").replaceAll("*/", "");
  const by = /^[\w.@+-]+$/.test(approver.trim()) ? approver.trim() : `"${approver.trim()}"`;
  return `msx-waive ${rule} --reason "${quoted}" --approved-by ${by} --expires ${expires}`;
}

/** Above the line, indented like it; in place of the comment that waives the same rule there. */
function inserted(lines: readonly string[], line: number, own: Waiver | undefined, text: string) {
  const above = own && isCommentOnly(lines[own.place.line - 1] ?? "") ? own.place.line : undefined;
  const like = lines[(above ?? line) - 1] ?? "";
  const ending = like.endsWith("\r") ? "\r" : "";
  const written = `${/^\s*/.exec(like)?.[0].replace("\r", "") ?? ""}${text}${ending}`;
  const at = (above ?? line) - 1;
  const after = [...lines.slice(0, at), written, ...lines.slice(above === undefined ? at : at + 1)].join(
    "\n",
  );
  return { after, line: at + 1 };
}

/** A file of the workspace by its real path: no link leads out of it. */
function within({ folder }: Workspace, file: string): string | undefined {
  try {
    const real = realpathSync(file);
    const isInside = real.startsWith(`${realpathSync(folder)}${path.sep}`);
    return isInside && statSync(real).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}

function relative({ folder }: Workspace, file: string): string {
  return path.relative(realpathSync(folder), realpathSync(file)).split(path.sep).join("/");
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
