import {
  type AttributeValue,
  compareValues,
  equalValues,
  type Item,
  orderedKey,
  setElements,
  typeOf,
} from "../values/attribute-value.js";
import type { Comparator, Condition, Operand } from "./condition.js";
import { valueAt } from "./document-path.js";

/** Whether an item fulfils a condition. An item that is not there is an empty one. */
export function fulfils(item: Item, condition: Condition): boolean {
  switch (condition.kind) {
    case "and":
      return fulfils(item, condition.left) && fulfils(item, condition.right);
    case "or":
      return fulfils(item, condition.left) || fulfils(item, condition.right);
    case "not":
      return !fulfils(item, condition.condition);
    case "exists":
      return (valueAt(item, condition.path) !== undefined) === condition.wanted;
    case "compare":
      return compares(condition.by, resolve(item, condition.left), resolve(item, condition.right));
    case "between": {
      const value = resolve(item, condition.operand);
      return (
        compares(">=", value, resolve(item, condition.low)) &&
        compares("<=", value, resolve(item, condition.high))
      );
    }
    case "in": {
      const value = resolve(item, condition.operand);
      return condition.options.some((option) => compares("=", value, resolve(item, option)));
    }
    case "type": {
      const value = resolve(item, condition.operand);
      return value !== undefined && typeOf(value) === condition.type;
    }
    case "begins_with":
      return beginsWith(resolve(item, condition.operand), resolve(item, condition.sought));
    case "contains":
      return contains(resolve(item, condition.operand), resolve(item, condition.sought));
  }
}

/** A missing attribute is unlike every value, and neither less nor greater. */
function compares(
  by: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (by === "<>") return left === undefined || right === undefined || !equalValues(left, right);
  if (left === undefined || right === undefined) return false;
  if (by === "=") return equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (by) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function resolve(item: Item, operand: Operand): AttributeValue | undefined {
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "path") return valueAt(item, operand.path);
  const value = resolve(item, operand.of);
  const size = value === undefined ? undefined : sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

/** What `size` answers; undefined for numbers, booleans and null, which have none. */
function sizeOf(value: AttributeValue): number | undefined {
  if ("S" in value) return value.S.length;
  if ("B" in value) return Buffer.byteLength(value.B, "base64");
  if ("L" in value) return value.L.length;
  if ("M" in value) return Object.keys(value.M).length;
  return setElements(value)?.length;
}

function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value === undefined || prefix === undefined) return false;
  const comparable = ("S" in value && "S" in prefix) || ("B" in value && "B" in prefix);
  return comparable && orderedKey(value).startsWith(orderedKey(prefix));
}

/** A part of a string or binary, an element of a set or list. */
function contains(value: AttributeValue | undefined, sought: AttributeValue | undefined): boolean {
  if (value === undefined || sought === undefined) return false;
  if ("L" in value) return value.L.some((element) => equalValues(element, sought));
  if (("S" in value && "S" in sought) || ("B" in value && "B" in sought)) {
    return orderedKey(value).includes(orderedKey(sought));
  }
  if ("SS" in value) return "S" in sought && value.SS.includes(sought.S);
  if ("NS" in value) return "N" in sought && value.NS.includes(sought.N);
  return "BS" in value && "B" in sought && value.BS.includes(sought.B);
}
