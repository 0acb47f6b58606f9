import { statSync } from "node:fs";
import path from "node:path";
import { customRulesFor, ownGuideline } from "../audit/engine/own-policy.js";
import { diskTree } from "../audit/evidence/disk-tree.js";
import type { FileTree } from "../audit/evidence/file-tree.js";
import { checkGuideline, type GuidelineReport } from "../audit/guideline/check-guideline.js";
import { type ComparedGuideline, checklistsOf } from "../audit/guideline/compare-guideline.js";
import { readGuideline } from "../audit/guideline/read-guideline.js";
import { rules } from "../audit/rules/index.js";
import { type Detail, phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { packageFolder } from "../io/package-files.js";
import type { Workspace } from "../workspace/workspace.js";
import { findWorkspaceFolder, loadWorkspace } from "../workspace/workspace.js";
import { readText } from "../workspace/yaml-file.js";
import type { ActionContext } from "./context.js";

export { type GuidelineReport, hasFindings } from "../audit/guideline/check-guideline.js";

/** The guideline that msx carries out, as it was written. */
const shippedGuideline = "platform/guideline/microservices-and-serverless.es.md";
const maxBytes = 1_048_576;

export interface GuidelineCheckOptions {
  /** A guideline; without one that of the workspace, or else msx's own. */
  readonly file?: string;
}

/**
 * Maps the checklist items of a guideline to rules, and finds items whose text changed without theirs.
 * @throws MsxError FILE_UNREADABLE, GUIDELINE_UNUSABLE, FILE_INVALID (msx.yaml, or a rule it names)
 */
export async function guidelineCheck(
  options: GuidelineCheckOptions,
  context: Pick<ActionContext, "cwd">,
): Promise<GuidelineReport> {
  const folder = findWorkspaceFolder(context.cwd);
  const workspace =
    folder === undefined ? undefined : { policy: loadWorkspace(folder).policy, tree: diskTree(folder) };
  const { file, guideline } = chosen(options, workspace, context.cwd);
  const custom = workspace ? customRulesFor(workspace.policy, workspace.tree, checklistsOf(guideline)) : [];
  return checkGuideline(file, guideline, rules, custom);
}

function chosen(
  options: GuidelineCheckOptions,
  workspace: { readonly policy: Workspace["policy"]; readonly tree: FileTree } | undefined,
  cwd: string,
): { file: string; guideline: ComparedGuideline } {
  if (options.file !== undefined) {
    const place = path.resolve(cwd, options.file);
    return { file: options.file, guideline: readGuideline(options.file, boundedText(place)) };
  }
  if (workspace?.policy.guideline !== undefined) {
    const file = workspace.policy.guideline;
    return { file, guideline: ownGuideline(file, workspace.tree) };
  }
  const shipped = path.join(packageFolder(), shippedGuideline);
  return { file: shippedGuideline, guideline: readGuideline(shippedGuideline, readText(shipped)) };
}

/** @throws MsxError FILE_UNREADABLE, GUIDELINE_UNUSABLE for what is no text of a reasonable size */
function boundedText(file: string): string {
  const refuse = (detail: Detail): never => {
    throw new MsxError("GUIDELINE_UNUSABLE", { file, detail });
  };
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) refuse(phrase("not-a-file"));
  if (found && found.size > maxBytes) refuse(phrase("larger-than-1-mib"));
  const text = readText(file);
  return text.includes("\0") ? refuse(phrase("not-a-text")) : text;
}
