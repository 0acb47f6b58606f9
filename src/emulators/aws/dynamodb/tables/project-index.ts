import type { Item } from "../values/attribute-value.js";
import { emptyItem } from "../values/attribute-value.js";
import { type IndexDefinition, keyNames, type TableDefinition } from "./table-definition.js";

/** The attributes that an index holds of its items; undefined: all. */
export function projectedNames(
  table: TableDefinition,
  { keys, projection }: IndexDefinition,
): ReadonlySet<string> | undefined {
  if (projection.ProjectionType === "ALL") return undefined;
  return new Set([
    ...keyNames(table.keys),
    ...keyNames(keys),
    ...(projection.ProjectionType === "INCLUDE" ? (projection.NonKeyAttributes ?? []) : []),
  ]);
}

/** What an index holds of an item. */
export function projectIndex(item: Item, names: ReadonlySet<string> | undefined): Item {
  if (names === undefined) return item;
  const kept = emptyItem();
  for (const name in item) {
    const value = item[name];
    if (value !== undefined && names.has(name)) kept[name] = value;
  }
  return kept;
}
