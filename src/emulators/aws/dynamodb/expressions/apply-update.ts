import { validation } from "../dynamodb-error.js";
import {
  type AttributeValue,
  copyItem,
  type Item,
  type MutableItem,
  setElements,
  typeOf,
} from "../values/attribute-value.js";
import { addNumbers } from "../values/number.js";
import { type DocumentPath, valueAt } from "./document-path.js";
import type { Update, UpdateOperand } from "./parse-update.js";

/** A place to write to: lists and maps on the way are copies of this update's own. */
type Draft = MutableItem | AttributeValue[];

/**
 * The item that an update makes of another. Every clause reads the item as it was; elements of lists are removed by the
 * indexes they had.
 * @throws AwsError ValidationException
 */
export function applyUpdate(item: Item, update: Update): Item {
  const draft = new ItemDraft(item);
  const assignments = update.set.map(({ path, to }) => ({ path, value: evaluate(item, to) }));
  // Behind the end of a list elements are appended, in the order of their indexes.
  for (const { path, value } of assignments.sort((a, b) => comparePaths(a.path, b.path))) {
    draft.write(path, value);
  }
  for (const { path, value } of update.add) draft.write(path, added(valueAt(item, path), value));
  const removed = [...update.remove];
  for (const { path, value } of update.delete) {
    const left = without(valueAt(item, path), value);
    if (left === "nothing") removed.push(path);
    else if (left !== undefined) draft.write(path, left);
    else draft.check(path);
  }
  for (const path of removed.sort((a, b) => comparePaths(b, a))) draft.remove(path);
  return draft.item;
}

class ItemDraft {
  readonly item: MutableItem;
  readonly #own = new WeakSet<object>();

  constructor(item: Item) {
    this.item = copyItem(item);
    this.#own.add(this.item);
  }

  write(path: DocumentPath, value: AttributeValue): void {
    const { parent, last } = this.#place(path);
    if (Array.isArray(parent)) parent[Math.min(Number(last), parent.length)] = value;
    else parent[last] = value;
  }

  remove(path: DocumentPath): void {
    const { parent, last } = this.#place(path);
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  }

  /** @throws AwsError when the path leads nowhere */
  check(path: DocumentPath): void {
    this.#place(path);
  }

  #place(path: DocumentPath): { parent: Draft; last: string | number } {
    let parent: Draft = this.item;
    for (let at = 0; at < path.length - 1; at += 1) {
      const part = path[at] ?? "";
      const value: AttributeValue | undefined = Array.isArray(parent) ? parent[Number(part)] : parent[part];
      parent = this.#inside(parent, part, value, path[at + 1]);
    }
    const last = path.at(-1);
    if (last === undefined || (typeof last === "number") !== Array.isArray(parent)) throw invalidPath();
    return { parent, last };
  }

  /** The contents of a map or list, copied when they are still the old item's. */
  #inside(
    parent: Draft,
    part: string | number,
    value: AttributeValue | undefined,
    next: string | number | undefined,
  ): Draft {
    if (value === undefined) throw invalidPath();
    if (typeof next === "number" && "L" in value) {
      if (this.#own.has(value.L)) return value.L as AttributeValue[];
      const list = [...value.L];
      this.#put(parent, part, { L: list }, list);
      return list;
    }
    if (typeof next === "string" && "M" in value) {
      if (this.#own.has(value.M)) return value.M as MutableItem;
      const map = copyItem(value.M);
      this.#put(parent, part, { M: map }, map);
      return map;
    }
    throw invalidPath();
  }

  #put(parent: Draft, part: string | number, value: AttributeValue, contents: object): void {
    this.#own.add(contents);
    if (Array.isArray(parent)) parent[Number(part)] = value;
    else parent[part] = value;
  }
}

function evaluate(item: Item, operand: UpdateOperand): AttributeValue {
  switch (operand.kind) {
    case "value":
      return operand.value;
    case "path": {
      const value = valueAt(item, operand.path);
      if (value !== undefined) return value;
      throw validation("The provided expression refers to an attribute that does not exist in the item");
    }
    case "if_not_exists":
      return valueAt(item, operand.path) ?? evaluate(item, operand.otherwise);
    case "list_append": {
      const [first, second] = [evaluate(item, operand.first), evaluate(item, operand.second)];
      if ("L" in first && "L" in second) return { L: [...first.L, ...second.L] };
      throw wrongType();
    }
    case "sum": {
      const [left, right] = [evaluate(item, operand.left), evaluate(item, operand.right)];
      if ("N" in left && "N" in right) return { N: addNumbers(left.N, right.N, operand.sign) };
      throw wrongType();
    }
  }
}

function added(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (existing === undefined) return value;
  if ("N" in existing && "N" in value) return { N: addNumbers(existing.N, value.N, 1) };
  const [elements, more] = [setElements(existing), setElements(value)];
  if (elements === undefined || more === undefined || typeOf(existing) !== typeOf(value)) throw wrongType();
  return setOf(value, [...new Set([...elements, ...more])]);
}

/** What is left of a set; undefined when there was none. */
function without(
  existing: AttributeValue | undefined,
  value: AttributeValue,
): AttributeValue | "nothing" | undefined {
  if (existing === undefined) return undefined;
  const [elements, less] = [setElements(existing), setElements(value)];
  if (elements === undefined || less === undefined || typeOf(existing) !== typeOf(value)) throw wrongType();
  const left = elements.filter((element) => !less.includes(element));
  return left.length === 0 ? "nothing" : setOf(value, left);
}

function setOf(like: AttributeValue, elements: readonly string[]): AttributeValue {
  if ("SS" in like) return { SS: elements };
  return "NS" in like ? { NS: elements } : { BS: elements };
}

function comparePaths(left: DocumentPath, right: DocumentPath): number {
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const [a, b] = [left[at], right[at]];
    if (a === b) continue;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a) < String(b) ? -1 : 1;
  }
  return left.length - right.length;
}

function invalidPath(): Error {
  return validation("The document path provided in the update expression is invalid for update");
}

function wrongType(): Error {
  return validation("An operand in the update expression has an incorrect data type");
}
