import { builtInPolicy, type PolicyInForce, policyInForce } from "../audit/engine/own-policy.js";
import { diskTree } from "../audit/evidence/disk-tree.js";
import { findWorkspaceFolder, loadWorkspace } from "../workspace/workspace.js";

/**
 * The checklists and rules that an audit of a folder goes by: those of its workspace, or msx's own.
 * @throws MsxError FILE_INVALID, GUIDELINE_UNUSABLE
 */
export function rulesInForce(folder: string): PolicyInForce {
  const workspaceFolder = findWorkspaceFolder(folder);
  if (workspaceFolder === undefined) return builtInPolicy;
  return policyInForce(loadWorkspace(workspaceFolder).policy, diskTree(workspaceFolder));
}
