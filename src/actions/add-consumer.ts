import { planConsumer } from "../generator/add/plan-consumer.js";
import type { AddResult } from "./add-result.js";
import { type AddOptions, additionTarget, answersTo } from "./addition-target.js";
import { applyAddition } from "./apply-addition.js";
import type { ActionContext } from "./context.js";

export interface AddConsumerOptions extends AddOptions {
  readonly event?: string;
  /** The service that publishes it. */
  readonly from?: string;
}

/**
 * Adds a consumer of another service's event.
 * @throws MsxError see `additionTarget`, `planConsumer`, `applyAddition`. Nothing is written then.
 */
export async function addConsumer(options: AddConsumerOptions, context: ActionContext): Promise<AddResult> {
  const target = await additionTarget(options, context);
  const [event, from] = await answersTo(
    [
      { given: options.event, question: { type: "input", flag: "EVENT", code: "add.ask.consumed" } },
      { given: options.from, question: { type: "input", flag: "--from SERVICE", code: "add.ask.from" } },
    ],
    context,
  );
  return applyAddition(planConsumer({ event, from }, target), target, options.dryRun, context);
}
