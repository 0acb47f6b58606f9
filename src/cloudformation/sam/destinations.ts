import { isObject, type Json, type JsonObject } from "../json.js";
import { unsupported } from "../template-error.js";
import type { RoleNeeds } from "./function-role.js";

const destinationActions: Readonly<Record<string, string>> = {
  ...{ SQS: "sqs:SendMessage", SNS: "sns:Publish", Lambda: "lambda:InvokeFunction" },
  EventBridge: "events:PutEvents",
};

/** A destination as Lambda takes it; the function's role gets the permission to send there. */
export function destinationOf(given: Json, needs: RoleNeeds, path: readonly (string | number)[]): JsonObject {
  if (!isObject(given)) throw unsupported("This destination", path);
  const { Type: type, Destination: destination } = given;
  if (destination === undefined)
    throw unsupported("A destination that SAM is to make (no Destination)", path);
  const action = typeof type === "string" ? destinationActions[type] : undefined;
  if (action !== undefined) needs.statements.push({ Effect: "Allow", Action: action, Resource: destination });
  else if (type !== undefined) throw unsupported(`The destination type ${String(type)}`, path);
  return { Destination: destination };
}
