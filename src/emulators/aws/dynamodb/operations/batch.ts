import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { validation } from "../dynamodb-error.js";
import { checkItem, checkKey, checkSize } from "../tables/check-item.js";
import { itemId, type Table } from "../tables/table.js";
import { keyNames } from "../tables/table-definition.js";
import { type Item, typeOf } from "../values/attribute-value.js";
import { itemBytes } from "../values/item-size.js";
import { isObject, readItem } from "../values/read-value.js";
import { type CapacityDetail, Consumption, readCapacityDetail, readUnits } from "./capacity.js";
import { InputReader } from "./input-reader.js";
import { lookUp, readProjection } from "./item-operations.js";
import { refuseLegacy } from "./legacy.js";
import { findTable, type Scope } from "./scope.js";

const maxReads = 100;
const maxWrites = 25;
/** More is left for the next request (API reference, BatchGetItem). */
const maxAnswerBytes = 16 * 1024 * 1024;

export function batchGetItem(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const detail = readCapacityDetail(reader);
  const requests = [...reader.structureMap("RequestItems", { required: true, min: 1 })];
  const reads = requests.map(([name, request]) => {
    refuseLegacy(request.input);
    const keys = request.list("Keys", { required: true, min: 1, max: maxReads }) ?? [];
    const consistent = request.boolean("ConsistentRead") === true;
    return { name, request, keys, consistent };
  });
  reader.check();
  if (reads.reduce((sum, { keys }) => sum + keys.length, 0) > maxReads) {
    throw validation("Too many items requested for the BatchGetItem call");
  }
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, unknown> = {};
  const consumptions: Consumption[] = [];
  let bytes = 0;
  for (const { name, request, keys, consistent } of reads) {
    const project = readProjection(request);
    const table = findTable(scope, name);
    const wanted = keys.map((key) => readItem(key));
    for (const key of wanted) checkKey(key, table.definition);
    checkDistinct(table, wanted);
    const consumption = new Consumption(table.definition);
    const found: Item[] = [];
    const left: Item[] = [];
    for (const key of wanted) {
      const item = lookUp(table, key);
      const size = item === undefined ? 0 : itemBytes(item);
      if (bytes + size > maxAnswerBytes) {
        left.push(key);
        continue;
      }
      bytes += size;
      consumption.add(readUnits(size, consistent));
      if (item !== undefined) found.push(project(item));
    }
    responses[name] = found;
    if (left.length > 0) unprocessed[name] = { ...request.input, Keys: left };
    consumptions.push(consumption);
  }
  return {
    ...{ Responses: responses, UnprocessedKeys: unprocessed },
    ...allConsumed(detail, consumptions),
  };
}

export function batchWriteItem(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const detail = readCapacityDetail(reader);
  const items = reader.map("RequestItems", { required: true, min: 1 }) ?? {};
  reader.check();
  const requests = Object.entries(items).map(([name, list]) => ({ name, writes: readWrites(list) }));
  if (requests.reduce((sum, { writes }) => sum + writes.length, 0) > maxWrites) {
    throw validation("Too many items requested for the BatchWriteItem call");
  }
  // All is checked before anything is written.
  const checked = requests.map(({ name, writes }) => {
    const table = findTable(scope, name);
    for (const { item, key } of writes) {
      if (item === undefined) checkKey(key, table.definition);
      else if (hasKey(item, table)) {
        checkItem(item, table.definition);
      } else throw validation("The provided key element does not match the schema");
    }
    checkDistinct(
      table,
      writes.map(({ item, key }) => item ?? key),
    );
    return { table, writes };
  });
  const consumptions = checked.map(({ table, writes }) => {
    const consumption = new Consumption(table.definition);
    for (const { item, key } of writes) {
      const id = itemId(item ?? key, table.definition.keys);
      consumption.addWrite(table.get(id), item);
      scope.database.write([item === undefined ? { table, id } : { table, item }], {
        atMs: scope.nowMs,
      });
    }
    return consumption;
  });
  return { UnprocessedItems: {}, ...allConsumed(detail, consumptions) };
}

interface BatchWrite {
  /** To put; undefined deletes what the key names. */
  readonly item: Item | undefined;
  readonly key: Item;
}

function readWrites(list: unknown): BatchWrite[] {
  const reader = new InputReader({ requests: list });
  const requests = reader.structures("requests", { min: 1 }) ?? [];
  const writes = requests.map((request): BatchWrite => {
    const { PutRequest: put, DeleteRequest: remove } = request.input;
    if ((put === undefined) === (remove === undefined)) {
      throw validation(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
    }
    if (isObject(put)) {
      const item = readItem(put.Item);
      checkSize(item);
      return { item, key: item };
    }
    return { item: undefined, key: readItem(isObject(remove) ? remove.Key : undefined) };
  });
  reader.check();
  return writes;
}

function hasKey(item: Item, { definition }: Table): boolean {
  return keyNames(definition.keys).every((name) => {
    const value = item[name];
    return value !== undefined && typeOf(value) === definition.attributes[name];
  });
}

function checkDistinct(table: Table, keys: readonly Item[]): void {
  const ids = keys.map((key) => itemId(key, table.definition.keys));
  if (new Set(ids).size === ids.length) return;
  throw validation("Provided list of item keys contains duplicates");
}

function allConsumed(detail: CapacityDetail, consumptions: readonly Consumption[]): AwsOutput {
  if (detail === "NONE") return {};
  return { ConsumedCapacity: consumptions.map((consumption) => consumption.output(detail)) };
}
