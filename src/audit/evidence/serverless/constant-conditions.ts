import { isList, isObject, type Json } from "../../../cloudformation/json.js";
import type { ConfigNode } from "./config-node.js";

/** Conditions name conditions; an honest template does not nest them deeper. */
const maxDepth = 20;

/** Whether a condition of a template is false in every stage: made of literals alone (`!Equals [a, b]`). */
export function neverHolds(root: ConfigNode, condition: string): boolean {
  return constantOf({ Condition: condition }, root, 0) === false;
}

function constantOf(value: Json | undefined, root: ConfigNode, depth: number): boolean | undefined {
  if (depth > maxDepth || !isObject(value)) return undefined;
  const { Condition: name, "Fn::Equals": equals, "Fn::Not": not, "Fn::And": and, "Fn::Or": or } = value;
  const inner = (one: Json | undefined) => constantOf(one, root, depth + 1);
  if (typeof name === "string") return inner(root.get("Conditions", name)?.value);
  if (isList(equals)) return areLiterals(equals) ? String(equals[0]) === String(equals[1]) : undefined;
  if (isList(not)) {
    const negated = inner(not[0]);
    return negated === undefined ? undefined : !negated;
  }
  if (isList(and)) return and.some((one) => inner(one) === false) ? false : undefined;
  if (isList(or)) return or.length > 0 && or.every((one) => inner(one) === false) ? false : undefined;
  return undefined;
}

function areLiterals(values: readonly Json[]): boolean {
  return values.length === 2 && values.every((one) => one !== null && typeof one !== "object");
}
