import type { ChecklistId } from "../audit/checklists/checklists.js";
import { attestationRule } from "../audit/engine/attestation.js";
import type { Severity } from "../audit/engine/rule.js";
import type { Text } from "../messages/text.js";
import type { ActionContext } from "./context.js";
import { nameableRules, rulesInForce } from "./rules-in-force.js";

/** The result of `msx audit list`: its `--json` document. */
export interface AuditListResult {
  /** Every item of every checklist, in the guideline's order. One without rules is decided by an attestation. */
  readonly items: readonly {
    readonly id: string;
    readonly checklist: ChecklistId;
    readonly title: Text;
    readonly rules: readonly string[];
  }[];
  readonly rules: readonly {
    readonly id: string;
    readonly item: string;
    readonly title: Text;
    readonly severity: Severity;
    readonly waivable: boolean;
    /** Where it is from, when it is none of those that msx always asks: `--live`, or the file that an organisation's own is written in. */
    readonly from?: string;
  }[];
}

/**
 * Every item of the checklists, and every rule that decides one, as an audit here would take them.
 * @throws MsxError FILE_INVALID, GUIDELINE_UNUSABLE
 */
export async function auditList(context: Pick<ActionContext, "cwd">): Promise<AuditListResult> {
  const inForce = rulesInForce(context.cwd);
  const { checklists, custom, known } = inForce;
  const rules = (await nameableRules(inForce)).filter(({ id }) => id !== attestationRule.id);
  const { microservices, serverless, migrations, general } = checklists;
  return {
    items: [...microservices, ...serverless, ...migrations, ...general].map((item) => ({
      ...item,
      rules: rules.filter((rule) => rule.item === item.id).map(({ id }) => id),
    })),
    rules: rules.map((rule) => {
      const { id, item, title, severity, waivable } = rule;
      const from = known.includes(rule) ? custom.find((one) => one.rule === rule)?.file : "--live";
      return { id, item, title, severity, waivable, ...(from !== undefined && { from }) };
    }),
  };
}
