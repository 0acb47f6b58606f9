import { builtInPolicy, type PolicyInForce, policyInForce } from "../audit/engine/own-policy.js";
import { diskTree } from "../audit/evidence/disk-tree.js";
import type { FileTree } from "../audit/evidence/file-tree.js";
import { similarity, wordStems } from "../audit/guideline/similarity.js";
import { MsxError } from "../errors/msx-error.js";
import { findWorkspaceFolder, loadWorkspaceFile } from "../workspace/workspace.js";

/**
 * The checklists and rules that an audit of a folder goes by: those of its workspace, or msx's own.
 * @throws MsxError FILE_INVALID, GUIDELINE_UNUSABLE
 */
export function rulesInForce(folder: string): PolicyInForce {
  const workspaceFolder = findWorkspaceFolder(folder);
  return workspaceFolder === undefined ? builtInPolicy : policyOf(workspaceFolder, diskTree(workspaceFolder));
}

/**
 * The same of a workspace whose files are known already; msx's own without a workspace. A `service.yaml` that is not valid
 * is a finding, no reason to stop.
 * @throws MsxError FILE_INVALID, GUIDELINE_UNUSABLE
 */
export function policyOf(workspaceFolder: string | undefined, tree: FileTree): PolicyInForce {
  return workspaceFolder === undefined
    ? builtInPolicy
    : policyInForce(loadWorkspaceFile(workspaceFolder).policy, tree);
}

/** The error that says which rules somebody may have meant. */
export function unknownRule(rule: string, policy: PolicyInForce): MsxError {
  const near = closestTo(rule, policy);
  const closest = near.length > 0 ? near : policy.known.map(({ id }) => id);
  return new MsxError("UNKNOWN_RULE", { rule, closest: closest.join(", ") });
}

/** Those of an item, or those whose names share a word with the given one. */
function closestTo(name: string, { rules }: PolicyInForce): readonly string[] {
  const ofItem = rules.filter(({ item }) => item.toLowerCase() === name.toLowerCase());
  if (ofItem.length > 0) return ofItem.map(({ id }) => id);
  const words = wordStems(name);
  return rules
    .map(({ id }) => ({ id, score: similarity(words, wordStems(id)) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, 3)
    .map(({ id }) => id);
}
