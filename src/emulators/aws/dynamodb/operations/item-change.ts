import { AwsError } from "../../front/aws-error.js";
import { invalidParameter, validation } from "../dynamodb-error.js";
import { applyUpdate } from "../expressions/apply-update.js";
import type { Condition } from "../expressions/condition.js";
import { fulfils } from "../expressions/evaluate-condition.js";
import { parseCondition } from "../expressions/parse-condition.js";
import { parseUpdate, type Update, updatedPaths } from "../expressions/parse-update.js";
import { checkAllUsed, checkPlaceholders, readPlaceholders } from "../expressions/placeholders.js";
import { checkItem, checkKey, checkSize } from "../tables/check-item.js";
import type { Write } from "../tables/database.js";
import { itemId, type Table } from "../tables/table.js";
import { keyNames, type TableDefinition } from "../tables/table-definition.js";
import { emptyItem, type Item, typeOf } from "../values/attribute-value.js";
import { readItem } from "../values/read-value.js";
import type { InputReader } from "./input-reader.js";
import { refuseLegacy } from "./legacy.js";
import { readTableName } from "./scope.js";

export type ChangeKind = "Put" | "Update" | "Delete" | "ConditionCheck";

/** A change of one item as a request asks for it, of its own or in a transaction; not yet compared with any table. */
export interface ItemChange {
  readonly kind: ChangeKind;
  readonly tableName: string;
  /** The item to put, or the key. */
  readonly given: Item;
  readonly condition?: Condition;
  readonly update?: Update;
  /** Whether a condition that is not met answers the item as it is. */
  readonly returnsOnFailure: boolean;
}

/** @throws AwsError ValidationException */
export function readItemChange(kind: ChangeKind, reader: InputReader): ItemChange {
  const { input } = reader;
  refuseLegacy(input);
  const tableName = readTableName(reader);
  const raw = reader.map(kind === "Put" ? "Item" : "Key", { required: true });
  const options = ["ALL_OLD", "NONE"];
  const onFailure = reader.text("ReturnValuesOnConditionCheckFailure", { options });
  const expressions =
    kind === "Update" ? ["UpdateExpression", "ConditionExpression"] : ["ConditionExpression"];
  const conditionText = reader.text("ConditionExpression", { required: kind === "ConditionCheck" });
  const updateText = kind === "Update" ? reader.text("UpdateExpression") : undefined;
  reader.check();
  checkPlaceholders(input, expressions);
  const given = readItem(raw);
  if (kind === "Put") checkSize(given);
  const placeholders = readPlaceholders(input, expressions);
  const update = updateText === undefined ? undefined : parseUpdate(updateText, placeholders);
  const condition =
    conditionText === undefined
      ? undefined
      : parseCondition("ConditionExpression", conditionText, placeholders);
  checkAllUsed(placeholders);
  return {
    ...{ kind, tableName, given, returnsOnFailure: onFailure === "ALL_OLD" },
    ...(condition !== undefined && { condition }),
    ...(update !== undefined && { update }),
  };
}

/** What a change comes to. */
export interface Outcome {
  readonly table: Table;
  readonly id: string;
  readonly old: Item | undefined;
  readonly now: Item | undefined;
  /** What has to be written; undefined where nothing is. */
  readonly write: Write | undefined;
}

/**
 * Works out what a change does to its table as that is now.
 * @throws AwsError ValidationException, ConditionalCheckFailedException
 */
export function workOut(change: ItemChange, table: Table): Outcome {
  const { definition } = table;
  const { kind, given, condition, update } = change;
  if (kind === "Put") checkItem(given, definition);
  else checkKey(given, definition);
  if (update !== undefined) checkNoKeyUpdated(update, table);
  const id = itemId(given, definition.keys);
  const old = table.get(id);
  if (condition !== undefined && !fulfils(old ?? emptyItem(), condition)) {
    throw conditionFailed(change.returnsOnFailure ? old : undefined);
  }
  const outcome = { table, id, old };
  if (kind === "ConditionCheck") return { ...outcome, now: old, write: undefined };
  if (kind === "Delete") {
    return { ...outcome, now: undefined, write: old === undefined ? undefined : { table, id } };
  }
  const now = kind === "Put" ? given : updated(given, old, update, table);
  return { ...outcome, now, write: { table, item: now } };
}

function updated(key: Item, old: Item | undefined, update: Update | undefined, table: Table): Item {
  const base = old ?? key;
  const now = update === undefined ? base : applyUpdate(base, update);
  checkUpdatedIndexes(now, table.definition);
  checkItem(now, table.definition);
  checkSize(now, true);
  return now;
}

function checkNoKeyUpdated(update: Update, { definition }: Table): void {
  const keys = keyNames(definition.keys);
  const indexKeys = definition.indexes.flatMap((index) => keyNames(index.keys));
  for (const [name, ...inside] of updatedPaths(update)) {
    if (typeof name !== "string") continue;
    if (keys.includes(name)) {
      throw invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
    if (inside.length > 0 && indexKeys.includes(name)) {
      throw validation(
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: ${name}`,
      );
    }
  }
}

function checkUpdatedIndexes(item: Item, { indexes, attributes }: TableDefinition): void {
  for (const name of indexes.flatMap(({ keys }) => keyNames(keys))) {
    const value = item[name];
    if (value === undefined || typeOf(value) === attributes[name]) continue;
    throw validation("The update expression attempted to update the secondary index key to unsupported type");
  }
}

function conditionFailed(item: Item | undefined): AwsError {
  return new AwsError("ConditionalCheckFailedException", "The conditional request failed", {
    members: item === undefined ? {} : { Item: item },
  });
}

/** @throws AwsError for what a request may not return */
export function checkReturnValues(reader: InputReader, allowed: readonly string[]): string {
  const options = ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"];
  const given = reader.text("ReturnValues", { options }) ?? "NONE";
  reader.check();
  if (allowed.includes(given)) return given;
  throw validation(`ReturnValues can only be ${allowed.join(" or ")}`);
}
