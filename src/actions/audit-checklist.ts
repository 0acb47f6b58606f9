import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { auditRepository } from "../audit/engine/audit-repository.js";
import type { ChecklistReport } from "../audit/engine/report.js";
import { diskTree } from "../audit/evidence/disk-tree.js";
import { rules } from "../audit/rules/index.js";
import { MsxError } from "../errors/msx-error.js";
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
 * @throws MsxError AUDIT_PATH_INVALID, NOTHING_TO_AUDIT, FILE_INVALID (a workspace's msx.yaml)
 */
export async function auditChecklist(
  options: AuditChecklistOptions,
  context: ActionContext,
): Promise<ChecklistReport> {
  const asked = folderAt(path.resolve(context.cwd, options.path ?? "."));
  const workspaceFolder = findWorkspaceFolder(asked);
  // The whole workspace is read, also for one service: some rules look at its neighbours.
  const root = workspaceFolder ? folderAt(workspaceFolder) : asked;
  return auditRepository({
    tree: diskTree(root),
    below: path.relative(root, asked).split(path.sep).join("/") || ".",
    place: asked,
    rules,
    waivers: workspaceFolder ? loadWorkspace(workspaceFolder).policy.waivers : [],
    now: options.now ?? new Date(),
    lang: options.lang,
  });
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
