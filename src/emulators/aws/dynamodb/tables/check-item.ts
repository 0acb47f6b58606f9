import { invalidParameter, validation } from "../dynamodb-error.js";
import { type AttributeValue, type Item, typeOf } from "../values/attribute-value.js";
import { itemBytes, maxItemBytes } from "../values/item-size.js";
import { type KeySchema, keyNames, type TableDefinition } from "./table-definition.js";

const maxHashBytes = 2048;
const maxRangeBytes = 1024;

/** @throws AwsError when it is not exactly the table's key */
export function checkKey(key: Item, definition: TableDefinition): void {
  const names = keyNames(definition.keys);
  const fits =
    Object.keys(key).length === names.length &&
    names.every((name) => key[name] !== undefined && typeOf(key[name]) === definition.attributes[name]);
  if (!fits) throw validation("The provided key element does not match the schema");
  checkKeyValues(key, definition.keys, "were invalid:");
}

/** @throws AwsError when an item cannot be in the table, or in one of its indexes */
export function checkItem(item: Item, definition: TableDefinition): void {
  for (const name of keyNames(definition.keys)) {
    const value = item[name];
    if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`);
    const type = definition.attributes[name];
    if (typeOf(value) !== type) {
      throw invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    }
  }
  checkKeyValues(item, definition.keys, "are not valid.");
  checkIndexes(item, definition);
}

function checkIndexes(item: Item, { indexes, attributes }: TableDefinition): void {
  for (const { name: index, keys } of indexes) {
    for (const name of keyNames(keys)) {
      const value = item[name];
      const type = attributes[name];
      if (value === undefined || type === undefined) continue;
      if (typeOf(value) !== type) {
        throw invalidParameter(
          `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index}`,
        );
      }
      if (isEmpty(value)) {
        throw validation(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === "S" ? "string" : "binary"} value. IndexName: ${index}, IndexKey: ${name}`,
        );
      }
    }
  }
}

/** @throws AwsError for an item over 400 KB */
export function checkSize(item: Item, updated = false): void {
  if (itemBytes(item) <= maxItemBytes) return;
  throw validation(
    updated
      ? "Item size to update has exceeded the maximum allowed size"
      : "Item size has exceeded the maximum allowed size",
  );
}

/** @param empty how DynamoDB begins to say that a value is empty: of a key otherwise than of an item */
function checkKeyValues(item: Item, { hash, range }: KeySchema, empty: string): void {
  for (const [name, max] of [
    [hash, maxHashBytes],
    [range, maxRangeBytes],
  ] as const) {
    const value = name === undefined ? undefined : item[name];
    if (value === undefined) continue;
    if (isEmpty(value)) {
      throw validation(
        `One or more parameter values ${empty} The AttributeValue for a key attribute cannot contain an empty ${"S" in value ? "string" : "binary"} value. Key: ${name}`,
      );
    }
    if (keyBytes(value) <= max) continue;
    throw invalidParameter(
      name === hash
        ? "Size of hashkey has exceeded the maximum size limit of2048 bytes"
        : "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
    );
  }
}

function keyBytes(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  return "B" in value ? Buffer.byteLength(value.B, "base64") : 0;
}

function isEmpty(value: AttributeValue): boolean {
  return ("S" in value && value.S === "") || ("B" in value && value.B === "");
}
