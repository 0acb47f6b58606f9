import { type AttributeValue, emptyItem, type Item } from "../values/attribute-value.js";

/** A way into an item: names of attributes and indexes of lists. */
export type DocumentPath = readonly (string | number)[];

/** As DynamoDB writes a path in its messages: `[a, b, [0]]`. */
export function pathText(path: DocumentPath): string {
  return `[${path.map((part) => (typeof part === "number" ? `[${part}]` : part)).join(", ")}]`;
}

export function samePath(left: DocumentPath, right: DocumentPath): boolean {
  return left.length === right.length && left.every((part, at) => part === right[at]);
}

/** The value at a path; undefined where the way leads nowhere. */
export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const part of path) {
    if (value === undefined) return undefined;
    value = partOf(value, part);
  }
  return value;
}

function partOf(value: AttributeValue, part: string | number): AttributeValue | undefined {
  if (typeof part === "number") return "L" in value ? value.L[part] : undefined;
  return "M" in value ? value.M[part] : undefined;
}

/**
 * How two paths get into each other's way: one inside of the other, or one place used as a map and as a list.
 * @returns undefined when they do not
 */
export function pathCollision(left: DocumentPath, right: DocumentPath): "overlap" | "conflict" | undefined {
  const common = Math.min(left.length, right.length);
  for (let at = 0; at < common; at += 1) {
    if (typeof left[at] !== typeof right[at]) return "conflict";
    if (left[at] !== right[at]) return undefined;
  }
  return "overlap";
}

interface Wanted {
  /** Everything from here on. */
  whole: boolean;
  readonly inside: Map<string | number, Wanted>;
}

/** A function that cuts items down to some paths; elements of lists close up, in their order. */
export function projector(paths: readonly DocumentPath[]): (item: Item) => Item {
  const root: Wanted = { whole: false, inside: new Map() };
  for (const path of paths) {
    let node = root;
    for (const part of path) {
      const next = node.inside.get(part) ?? { whole: false, inside: new Map() };
      node.inside.set(part, next);
      node = next;
    }
    node.whole = true;
  }
  return (item) => cutMap(item, root);
}

function cutMap(item: Item, wanted: Wanted): Item {
  const kept = emptyItem();
  for (const [part, inside] of wanted.inside) {
    const found = typeof part === "string" ? item[part] : undefined;
    const cut = found === undefined ? undefined : cutValue(found, inside);
    if (cut !== undefined) kept[part] = cut;
  }
  return kept;
}

function cutValue(value: AttributeValue, wanted: Wanted): AttributeValue | undefined {
  if (wanted.whole) return value;
  if ("M" in value) {
    const kept = cutMap(value.M, wanted);
    return Object.keys(kept).length === 0 ? undefined : { M: kept };
  }
  if (!("L" in value)) return undefined;
  const kept: AttributeValue[] = [];
  value.L.forEach((element, at) => {
    const inside = wanted.inside.get(at);
    const cut = inside === undefined ? undefined : cutValue(element, inside);
    if (cut !== undefined) kept.push(cut);
  });
  return kept.length === 0 ? undefined : { L: kept };
}
