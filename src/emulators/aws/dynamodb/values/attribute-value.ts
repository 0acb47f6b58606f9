import { compareNumbers, orderedNumber } from "./number.js";

/** A value as the protocol writes it, checked and canonical: numbers in plain digits, binary in base64. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

export const attributeTypes = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"] as const;
export type AttributeType = (typeof attributeTypes)[number];
export type KeyType = "S" | "N" | "B";

/** Attributes by name. Has no prototype, so that any name may be used. Never changed once it is stored. */
export type Item = { readonly [name: string]: AttributeValue };

/** An item under construction. */
export type MutableItem = { [name: string]: AttributeValue };

export function emptyItem(): MutableItem {
  return Object.create(null) as MutableItem;
}

/** A shallow copy, to be changed. */
export function copyItem(item: Item): MutableItem {
  return Object.assign(emptyItem(), item);
}

export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType;
  throw new Error("an attribute value without a type");
}

/** The elements of a set of any kind; undefined for what is no set. */
export function setElements(value: AttributeValue): readonly string[] | undefined {
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS;
  return "BS" in value ? value.BS : undefined;
}

/** Sets are equal in any order, numbers by value: they are canonical. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (typeOf(left) !== typeOf(right)) return false;
  if ("L" in left && "L" in right) {
    const other = right.L;
    return left.L.length === other.length && left.L.every((value, at) => equalAt(value, other[at]));
  }
  if ("M" in left && "M" in right) {
    const other = right.M;
    const names = Object.keys(left.M);
    return (
      names.length === Object.keys(other).length && names.every((name) => equalAt(left.M[name], other[name]))
    );
  }
  const [elements, others] = [setElements(left), setElements(right)];
  if (elements !== undefined && others !== undefined) {
    const known = new Set(others);
    return elements.length === others.length && elements.every((element) => known.has(element));
  }
  return scalar(left) === scalar(right);
}

/** Items are equal when each attribute is. */
export function equalItems(left: Item, right: Item): boolean {
  return left === right || equalValues({ M: left }, { M: right });
}

function equalAt(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  return left !== undefined && right !== undefined && equalValues(left, right);
}

function scalar(value: AttributeValue): string | boolean | undefined {
  if ("S" in value) return value.S;
  if ("N" in value) return value.N;
  if ("B" in value) return value.B;
  return "BOOL" in value ? value.BOOL : undefined;
}

/** The order of two strings, numbers or binaries of one type; undefined for anything else. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ("N" in left && "N" in right) return compareNumbers(left.N, right.N);
  if (("S" in left && "S" in right) || ("B" in left && "B" in right)) {
    const [a, b] = [orderedKey(left), orderedKey(right)];
    return a === b ? 0 : a < b ? -1 : 1;
  }
  return undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\x00-\x7f]*$/;

/**
 * A string of one character a byte whose order is DynamoDB's order of keys: UTF-8 bytes for strings (UTF-16 sorts otherwise
 * beyond the basic plane), bytes for binaries.
 */
export function orderedKey(value: AttributeValue): string {
  if ("S" in value) return ascii.test(value.S) ? value.S : Buffer.from(value.S, "utf8").toString("latin1");
  if ("N" in value) return orderedNumber(value.N);
  if ("B" in value) return Buffer.from(value.B, "base64").toString("latin1");
  throw new Error(`a value of the type ${typeOf(value)} as a key`);
}
