import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { projector } from "../expressions/document-path.js";
import { parseProjection } from "../expressions/parse-projection.js";
import { updatedPaths } from "../expressions/parse-update.js";
import { checkAllUsed, checkPlaceholders, readPlaceholders } from "../expressions/placeholders.js";
import { checkKey } from "../tables/check-item.js";
import { itemId, type Table } from "../tables/table.js";
import type { Item } from "../values/attribute-value.js";
import { itemBytes } from "../values/item-size.js";
import { readItem } from "../values/read-value.js";
import { Consumption, consumed, readCapacityDetail, readUnits } from "./capacity.js";
import { InputReader } from "./input-reader.js";
import { type ChangeKind, checkReturnValues, type Outcome, readItemChange, workOut } from "./item-change.js";
import { refuseLegacy } from "./legacy.js";
import { findTable, readTableName, type Scope } from "./scope.js";

export function putItem(input: AwsInput, scope: Scope): AwsOutput {
  return changeItem("Put", ["ALL_OLD", "NONE"], input, scope).output;
}

export function deleteItem(input: AwsInput, scope: Scope): AwsOutput {
  return changeItem("Delete", ["ALL_OLD", "NONE"], input, scope).output;
}

export function updateItem(input: AwsInput, scope: Scope): AwsOutput {
  const allowed = ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"];
  const { output, returned, outcome, paths } = changeItem("Update", allowed, input, scope);
  const { old, now } = outcome;
  if (returned === "ALL_NEW") return { ...output, Attributes: now };
  const item = returned === "UPDATED_NEW" ? now : returned === "UPDATED_OLD" ? old : undefined;
  if (item === undefined) return output;
  const attributes = projector(paths)(item);
  return Object.keys(attributes).length === 0 ? output : { ...output, Attributes: attributes };
}

function changeItem(kind: ChangeKind, allowed: readonly string[], input: AwsInput, scope: Scope) {
  const reader = new InputReader(input);
  const detail = readCapacityDetail(reader);
  const metrics = reader.text("ReturnItemCollectionMetrics", { options: ["SIZE", "NONE"] });
  const change = readItemChange(kind, reader);
  const returned = checkReturnValues(reader, allowed);
  const outcome = workOut(change, findTable(scope, change.tableName));
  if (outcome.write !== undefined) scope.database.write([outcome.write], { atMs: scope.nowMs });
  const { table, old, now } = outcome;
  const output: AwsOutput = {
    ...(returned === "ALL_OLD" && old !== undefined && { Attributes: old }),
    ...consumed(detail, () => new Consumption(table.definition).addWrite(old, now)),
    ...(metrics === "SIZE" && collectionMetrics(outcome)),
  };
  const paths = change.update === undefined ? [] : updatedPaths(change.update);
  return { output, returned, outcome, paths };
}

/** Only tables with local indexes have item collections. */
function collectionMetrics({ table, old, now }: Outcome): AwsOutput {
  const { keys, indexes } = table.definition;
  const item = now ?? old;
  if (item === undefined || !indexes.some(({ kind }) => kind === "local")) return {};
  return {
    ItemCollectionMetrics: {
      ItemCollectionKey: { [keys.hash]: item[keys.hash] },
      SizeEstimateRangeGB: [0, 1],
    },
  };
}

export function getItem(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const detail = readCapacityDetail(reader);
  const read = readItemRead(reader);
  const table = findTable(scope, read.tableName);
  const item = lookUp(table, read.key);
  return {
    ...(item !== undefined && { Item: read.project(item) }),
    ...consumed(detail, () => {
      const bytes = item === undefined ? 0 : itemBytes(item);
      return new Consumption(table.definition).add(readUnits(bytes, read.consistent));
    }),
  };
}

export interface ItemRead {
  readonly tableName: string;
  readonly key: Item;
  readonly consistent: boolean;
  readonly project: (item: Item) => Item;
}

/** Reads what GetItem and a transaction's Get have in common. */
export function readItemRead(reader: InputReader): ItemRead {
  const { input } = reader;
  refuseLegacy(input);
  const tableName = readTableName(reader);
  const raw = reader.map("Key", { required: true });
  const consistent = reader.boolean("ConsistentRead") === true;
  reader.check();
  checkPlaceholders(input, ["ProjectionExpression"]);
  const key = readItem(raw);
  return { tableName, key, consistent, project: readProjection(reader) };
}

/** The function that cuts items to what `ProjectionExpression` names; all of it where there is none. */
export function readProjection(reader: InputReader): (item: Item) => Item {
  const text = reader.text("ProjectionExpression");
  const placeholders = readPlaceholders(reader.input, ["ProjectionExpression"]);
  if (text === undefined) return (item) => item;
  const project = projector(parseProjection(text, placeholders));
  checkAllUsed(placeholders);
  return project;
}

/** @throws AwsError when the key is not one of the table's */
export function lookUp(table: Table, key: Item): Item | undefined {
  checkKey(key, table.definition);
  return table.get(itemId(key, table.definition.keys));
}
