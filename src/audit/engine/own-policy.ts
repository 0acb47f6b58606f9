import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import type { WorkspaceFile } from "../../workspace/schema.js";
import { checklists as builtInChecklists, type Checklists } from "../checklists/checklists.js";
import { type CustomRule, loadCustomRules, orphansOf } from "../custom-rules/load-custom-rules.js";
import type { FileTree } from "../evidence/file-tree.js";
import { parseFile } from "../evidence/parsed-document.js";
import { type ComparedGuideline, type ComparedItem, checklistsOf } from "../guideline/compare-guideline.js";
import { readGuideline } from "../guideline/read-guideline.js";
import { rules as builtInRules } from "../rules/index.js";
import { attestationRule } from "./attestation.js";
import type { Rule, RuleInfo } from "./rule.js";

/** What an audit goes by: msx's guideline and rules, or an organisation's own, as `policy` in msx.yaml says. */
export interface PolicyInForce {
  readonly checklists: Checklists;
  readonly rules: readonly Rule[];
  /** All that a report may name: the rules, and what stands for a person's word. */
  readonly known: readonly RuleInfo[];
  /** Those of `rules` that are the organisation's own. */
  readonly custom: readonly CustomRule[];
  /** Items of the organisation's guideline that no rule decides because their text changed without their rules. */
  readonly changed: readonly ComparedItem[];
}

type Policy = Pick<WorkspaceFile["policy"], "guideline" | "rules">;

/** Without a policy: msx's own. */
export const builtInPolicy: PolicyInForce = {
  checklists: builtInChecklists,
  rules: builtInRules,
  known: [...builtInRules, attestationRule],
  custom: [],
  changed: [],
};

/**
 * Reads the guideline and the rules that a workspace names, out of its own files only.
 * @throws MsxError FILE_INVALID (a file that is not there, or a rule that is none), GUIDELINE_UNUSABLE
 */
export function policyInForce(policy: Policy, tree: FileTree): PolicyInForce {
  if (policy.guideline === undefined && policy.rules.length === 0) return builtInPolicy;
  const guideline = policy.guideline === undefined ? undefined : ownGuideline(policy.guideline, tree);
  const checklists = guideline ? checklistsOf(guideline) : builtInChecklists;
  const custom = customRulesFor(policy, tree, checklists);
  assertAsked(custom, checklists);
  const changed = (guideline?.lists ?? []).flatMap(({ items }) =>
    items.filter(({ standing }) => standing === "changed"),
  );
  const rules = [...builtInRules, ...custom.map(({ rule }) => rule)];
  return { checklists, rules, known: [...rules, attestationRule], custom, changed };
}

/**
 * The guideline at a path of the workspace.
 * @throws MsxError FILE_INVALID, GUIDELINE_UNUSABLE
 */
export function ownGuideline(path: string, tree: FileTree): ComparedGuideline {
  const [file = path] = filesAt(path, tree, ["policy", "guideline"], () => false);
  return readGuideline(file, tree.read(file) ?? "");
}

/**
 * The rules of a workspace's own, also those whose item the checklists lack.
 * @throws MsxError FILE_INVALID
 */
export function customRulesFor(
  policy: Policy,
  tree: FileTree,
  checklists: Checklists,
): readonly CustomRule[] {
  const files = policy.rules.flatMap((path, index) =>
    filesAt(path, tree, ["policy", "rules", index], isRuleFile),
  );
  const taken = new Set([...builtInRules.map(({ id }) => id), attestationRule.id]);
  return loadCustomRules([...new Set(files)], tree, checklists, taken);
}

function assertAsked(custom: readonly CustomRule[], checklists: Checklists): void {
  const [orphan] = orphansOf(custom, checklists);
  if (!orphan) return;
  const known = Object.values(checklists).flatMap((items) => items.map(({ id }) => id));
  const detail = phrase("item-unknown", { item: orphan.rule.item, known: known.join(", ") });
  throw new MsxError("FILE_INVALID", { file: orphan.file, line: orphan.line, detail });
}

const isRuleFile = (path: string) => /\.ya?ml$/.test(path);

/** The file at a path of the workspace, or those in the folder there that fit. */
function filesAt(
  path: string,
  tree: FileTree,
  key: readonly (string | number)[],
  fits: (path: string) => boolean,
): readonly string[] {
  const plain = path.replace(/^\.\//, "").replace(/\/+$/, "");
  if (tree.paths.includes(plain) && tree.read(plain) !== undefined) return [plain];
  const inside = tree.paths.filter((one) => (plain === "." || one.startsWith(`${plain}/`)) && fits(one));
  if (inside.length > 0) return inside;
  throw new MsxError("FILE_INVALID", {
    file: "msx.yaml",
    line: parseFile("msx.yaml", tree.read("msx.yaml") ?? "").documents[0]?.line(key) ?? 1,
    detail: phrase("no-readable-file", { key: key.join("."), path }),
  });
}
