import type { ChecklistItem } from "../audit/checklists/checklists.js";
import type { RuleInfo } from "../audit/engine/rule.js";
import type { ActionContext } from "./context.js";
import { nameableRules, ruleNamed, rulesInForce } from "./rules-in-force.js";

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
  const found = ruleNamed(options.rule, await nameableRules(policy));
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
