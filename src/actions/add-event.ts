import { parseFields } from "../generator/add/field.js";
import { planEvent } from "../generator/add/plan-event.js";
import type { AddResult } from "./add-result.js";
import { type AddOptions, additionTarget, answersTo } from "./addition-target.js";
import { applyAddition } from "./apply-addition.js";
import type { ActionContext } from "./context.js";

export interface AddEventOptions extends AddOptions {
  readonly name?: string;
  /** `name:type`, of the body. */
  readonly fields: readonly string[];
}

/**
 * Adds an event that a service publishes.
 * @throws MsxError see `additionTarget`, `planEvent`, `applyAddition`. Nothing is written then.
 */
export async function addEvent(options: AddEventOptions, context: ActionContext): Promise<AddResult> {
  const target = await additionTarget(options, context);
  const [name] = await answersTo(
    [{ given: options.name, question: { type: "input", flag: "NAME", code: "add.ask.event" } }],
    context,
  );
  const plan = planEvent({ name, fields: parseFields("--field", options.fields) }, target);
  return applyAddition(plan, target, options.dryRun, context);
}
