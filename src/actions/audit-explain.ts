import type { ChecklistItem } from "../audit/checklists/checklists.js";
import { attestationRule } from "../audit/engine/attestation.js";
import type { PolicyInForce } from "../audit/engine/own-policy.js";
import type { RuleInfo } from "../audit/engine/rule.js";
import { similarity, wordStems } from "../audit/guideline/similarity.js";
import { MsxError } from "../errors/msx-error.js";
import type { ActionContext } from "./context.js";
import { rulesInForce } from "./rules-in-force.js";

/** The result of `msx audit explain`: its `--json` document. */
export interface AuditExplainResult extends Omit<RuleInfo, "item"> {
  /** The item it decides; null of what may concern every one. */
  readonly item: ChecklistItem | null;
  /** Of a rule of the organisation's own: where it is written. */
  readonly file?: string;
}

/**
 * Why a rule exists, what it decides, and how to meet it.
 * @throws MsxError UNKNOWN_RULE, FILE_INVALID, GUIDELINE_UNUSABLE
 */
export async function auditExplain(
  options: { readonly rule: string },
  context: Pick<ActionContext, "cwd">,
): Promise<AuditExplainResult> {
  const policy = rulesInForce(context.cwd);
  const known: readonly RuleInfo[] = [...policy.rules, attestationRule];
  const found = known.find(({ id }) => id === options.rule);
  if (!found) {
    const near = closestTo(options.rule, policy);
    const closest = near.length > 0 ? near : known.map(({ id }) => id);
    throw new MsxError("UNKNOWN_RULE", { rule: options.rule, closest: closest.join(", ") });
  }
  const { id, title, severity, waivable, section, why, fix } = found;
  const file = policy.custom.find(({ rule }) => rule === found)?.file;
  const item = Object.values(policy.checklists)
    .flat()
    .find((one) => one.id === found.item);
  return {
    id,
    item: item ?? null,
    title,
    severity,
    waivable,
    section,
    why,
    fix,
    ...(file !== undefined && { file }),
  };
}

/** The rules somebody may have meant: those of an item, or those whose names share a word with the given one. */
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
