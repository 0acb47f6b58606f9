import { planCall } from "../generator/add/plan-call.js";
import type { AddResult } from "./add-result.js";
import { type AddOptions, additionTarget, answersTo } from "./addition-target.js";
import { applyAddition } from "./apply-addition.js";
import type { ActionContext } from "./context.js";

export interface AddCallOptions extends AddOptions {
  /** The service that is called. */
  readonly callee?: string;
  /** An operationId, or a method and a path. */
  readonly operation?: string;
  /** What the call is called here. */
  readonly name?: string;
}

/**
 * Adds a call to another service.
 * @throws MsxError see `additionTarget`, `planCall`, `applyAddition`. Nothing is written then.
 */
export async function addCall(options: AddCallOptions, context: ActionContext): Promise<AddResult> {
  const target = await additionTarget(options, context);
  const [callee, operation] = await answersTo(
    [
      { given: options.callee, question: { type: "input", flag: "CALLEE", code: "add.ask.callee" } },
      {
        given: options.operation,
        question: { type: "input", flag: "--operation OPERATION", code: "add.ask.operation" },
      },
    ],
    context,
  );
  const plan = planCall(
    { callee, operation, ...(options.name !== undefined && { name: options.name }) },
    target,
  );
  return applyAddition(plan, target, options.dryRun, context);
}
