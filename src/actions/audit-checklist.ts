import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { auditRepository } from "../audit/engine/audit-repository.js";
import { builtInPolicy, policyInForce } from "../audit/engine/own-policy.js";
import type { ChecklistReport } from "../audit/engine/report.js";
import { diskTree } from "../audit/evidence/disk-tree.js";
import { MsxError } from "../errors/msx-error.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import { findWorkspaceFolder, loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export type { ChecklistReport, ItemReport, RuleReport } from "../audit/engine/report.js";

export interface AuditChecklistOptions {
  /** The folder to audit; the current one without it. */
  readonly path?: string;
  /** The language of messages in the report. */
  readonly lang: Lang;
  /** The audit's clock: waivers and attestations end by it. */
  readonly now?: Date;
}

/**
 * Decides every checklist item of every service at or below a folder. Executes nothing of what it audits.
 * @throws MsxError AUDIT_PATH_INVALID, NOTHING_TO_AUDIT, FILE_INVALID (a workspace's msx.yaml, or a rule it names), GUIDELINE_UNUSABLE
 */
export async function auditChecklist(
  options: AuditChecklistOptions,
  context: ActionContext,
): Promise<ChecklistReport> {
  const asked = folderAt(path.resolve(context.cwd, options.path ?? "."));
  const workspaceFolder = findWorkspaceFolder(asked);
  // The whole workspace is read, also for one service: some rules look at its neighbours.
  const root = workspaceFolder ? folderAt(workspaceFolder) : asked;
  const tree = diskTree(root);
  const policy = workspaceFolder ? loadWorkspace(workspaceFolder).policy : undefined;
  const { rules, checklists, changed } = policy ? policyInForce(policy, tree) : builtInPolicy;
  const report = auditRepository({
    tree,
    below: path.relative(root, asked).split(path.sep).join("/") || ".",
    place: asked,
    rules,
    checklists,
    waivers: policy?.waivers ?? [],
    now: options.now ?? new Date(),
    lang: options.lang,
  });
  const notes = changed.map(({ id, line }) => message("audit.note.changed", options.lang, { id, line }));
  return { ...report, notes: [...notes, ...report.notes] };
}

function folderAt(place: string): string {
  try {
    const real = realpathSync(place);
    if (statSync(real).isDirectory()) return real;
  } catch (cause) {
    throw new MsxError("AUDIT_PATH_INVALID", { path: place, detail: (cause as Error).message }, { cause });
  }
  throw new MsxError("AUDIT_PATH_INVALID", { path: place, detail: "not a folder" });
}
