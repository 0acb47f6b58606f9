import type { ChecklistId } from "../audit/checklists/checklists.js";
import type { Severity } from "../audit/engine/rule.js";
import type { Text } from "../messages/text.js";
import type { ActionContext } from "./context.js";
import { rulesInForce } from "./rules-in-force.js";

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
    /** Of a rule of the organisation's own: where it is written. */
    readonly file?: string;
  }[];
}

/**
 * Every item of the checklists, and every rule that decides one, as an audit here would take them.
 * @throws MsxError FILE_INVALID, GUIDELINE_UNUSABLE
 */
export async function auditList(context: Pick<ActionContext, "cwd">): Promise<AuditListResult> {
  const { checklists, rules, custom } = rulesInForce(context.cwd);
  const { microservices, serverless, migrations, general } = checklists;
  return {
    items: [...microservices, ...serverless, ...migrations, ...general].map((item) => ({
      ...item,
      rules: rules.filter((rule) => rule.item === item.id).map(({ id }) => id),
    })),
    rules: rules.map((rule) => {
      const { id, item, title, severity, waivable } = rule;
      const file = custom.find((one) => one.rule === rule)?.file;
      return { id, item, title, severity, waivable, ...(file !== undefined && { file }) };
    }),
  };
}
