import { builtInPolicy, type PolicyInForce, policyInForce } from "../audit/engine/own-policy.js";
import type { RuleInfo } from "../audit/engine/rule.js";
import { diskTree } from "../audit/evidence/disk-tree.js";
import { similarity, wordStems } from "../audit/guideline/similarity.js";
import { MsxError } from "../errors/msx-error.js";
import type { WorkspaceFile } from "../workspace/schema.js";
import { findWorkspaceFolder, loadWorkspaceFile } from "../workspace/workspace.js";

/** What the `msx.yaml` around an audited folder says of its audit. */
export type Settings = WorkspaceFile["policy"];

/**
 * The checklists and rules that an audit of a folder goes by: those of its workspace, or msx's own.
 * @throws MsxError FILE_INVALID, GUIDELINE_UNUSABLE
 */
export function rulesInForce(folder: string): PolicyInForce {
  const workspaceFolder = findWorkspaceFolder(folder);
  if (workspaceFolder === undefined) return builtInPolicy;
  return policyInForce(settingsOf(workspaceFolder), diskTree(workspaceFolder));
}

/**
 * A `service.yaml` that is not valid is a finding, no reason to stop: only `msx.yaml` is read.
 * @throws MsxError FILE_INVALID, FILE_UNREADABLE
 */
export function settingsOf(workspaceFolder: string | undefined): Settings {
  return workspaceFolder === undefined ? noSettings : loadWorkspaceFile(workspaceFolder).policy;
}

const noSettings: Settings = { approvers: [], waivers: [], rules: [] };

/**
 * Every rule that somebody may name: those in force, and those that experiments decide (`--live`). The latter bring the platform's
 * code with them, so that they are loaded only for who may mean them.
 */
export async function nameableRules({ known }: PolicyInForce): Promise<readonly RuleInfo[]> {
  const { liveRules } = await import("../audit/live/live-rules.js");
  return [...known, ...liveRules([])];
}

/** The rule of a name. @throws MsxError UNKNOWN_RULE with those that may be meant */
export function ruleNamed(name: string, rules: readonly RuleInfo[]): RuleInfo {
  const found = rules.find(({ id }) => id === name);
  if (found) return found;
  throw new MsxError("UNKNOWN_RULE", { rule: name, closest: closestTo(name, rules).join(", ") || "-" });
}

/** Those of an item, or those whose names share a word with the given one. */
function closestTo(name: string, rules: readonly RuleInfo[]): readonly string[] {
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
