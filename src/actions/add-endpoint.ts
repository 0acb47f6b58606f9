import { MsxError } from "../errors/msx-error.js";
import { methods } from "../generator/add/contract-file.js";
import { parseFields } from "../generator/add/field.js";
import { planEndpoint } from "../generator/add/plan-endpoint.js";
import type { AddResult } from "./add-result.js";
import { type AddOptions, additionTarget, answersTo } from "./addition-target.js";
import { applyAddition } from "./apply-addition.js";
import type { ActionContext } from "./context.js";

export interface AddEndpointOptions extends AddOptions {
  readonly name?: string;
  /** In either case. */
  readonly method?: string;
  readonly path?: string;
  /** `name:type`, of the request. */
  readonly fields: readonly string[];
  /** `name:type`, of the answer. */
  readonly returns: readonly string[];
}

/**
 * Adds an HTTP operation to a service.
 * @throws MsxError see `additionTarget`, `planEndpoint`, `applyAddition`; OPTION_INVALID, ANSWER_MISSING. Nothing is
 *   written then.
 */
export async function addEndpoint(options: AddEndpointOptions, context: ActionContext): Promise<AddResult> {
  const target = await additionTarget(options, context);
  const [name, given, path] = await answersTo(
    [
      { given: options.name, question: { type: "input", flag: "NAME", code: "add.ask.endpoint" } },
      {
        given: options.method,
        question: {
          type: "select",
          flag: `--method ${methods.join("|").toUpperCase()}`,
          code: "add.ask.method",
          choices: methods.map((value) => ({ value, code: `add.choice.${value}` as const })),
        },
      },
      { given: options.path, question: { type: "input", flag: "--path PATH", code: "add.ask.path" } },
    ],
    context,
  );
  const method = methods.find((known) => known === given.toLowerCase());
  if (!method) {
    const allowed = methods.join(", ").toUpperCase();
    throw new MsxError("OPTION_INVALID", { option: "--method", value: given, allowed });
  }
  const returns = parseFields("--returns", options.returns);
  if (method === "get" && returns.length === 0)
    throw new MsxError("ANSWER_MISSING", { flags: "--returns NAME:TYPE" });
  const request = { name, method, path, fields: parseFields("--field", options.fields), returns };
  return applyAddition(planEndpoint(request, target), target, options.dryRun, context);
}
