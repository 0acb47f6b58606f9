import { createHash } from "node:crypto";
import { AwsError } from "../../front/aws-error.js";
import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { validation } from "../dynamodb-error.js";
import { itemId, type Table } from "../tables/table.js";
import { type Item, typeOf } from "../values/attribute-value.js";
import { itemBytes } from "../values/item-size.js";
import { type CapacityDetail, Consumption, readCapacityDetail } from "./capacity.js";
import { InputReader } from "./input-reader.js";
import { type ChangeKind, type ItemChange, type Outcome, readItemChange, workOut } from "./item-change.js";
import { type ItemRead, lookUp, readItemRead } from "./item-operations.js";
import { findTable, type Scope, tableArn } from "./scope.js";

/** API reference, TransactWriteItems. */
const maxActions = 100;
const maxBytes = 4 * 1024 * 1024;
const kinds: readonly ChangeKind[] = ["ConditionCheck", "Put", "Delete", "Update"];

export function transactWriteItems(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const detail = readCapacityDetail(reader);
  const token = reader.text("ClientRequestToken", { min: 1, max: 36 });
  const actions = reader.structures("TransactItems", { required: true, min: 1, max: maxActions }) ?? [];
  reader.check();
  const changes = actions.map(readAction);
  const request = createHash("sha256").update(JSON.stringify(input.TransactItems)).digest("base64");
  const scoped = token === undefined ? undefined : `${tableArn(scope, "")} ${token}`;
  const known = scoped === undefined ? undefined : scope.database.rememberedToken(scoped, scope.nowMs);
  if (known !== undefined && known !== request) {
    throw new AwsError(
      "IdempotentParameterMismatchException",
      "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical",
    );
  }
  const tables = changes.map(({ tableName }) => findTable(scope, tableName));
  // It was done already: the second answer only says what it would read.
  if (known !== undefined) return {};
  const outcomes = attempt(changes, tables);
  const writes = outcomes.flatMap(({ write }) => (write === undefined ? [] : [write]));
  scope.database.write(writes, {
    atMs: scope.nowMs,
    ...(scoped !== undefined && { token: [scoped, request] as const }),
  });
  return allConsumed(
    detail,
    "write",
    outcomes.map(({ table }) => table),
    (consumption, at) => {
      consumption.addWrite(outcomes[at]?.old, outcomes[at]?.now, 2);
    },
  );
}

function readAction(action: InputReader): ItemChange {
  const given = kinds.filter((kind) => action.input[kind] !== undefined && action.input[kind] !== null);
  const [kind] = given;
  const structure = kind === undefined ? undefined : action.structure(kind);
  if (kind === undefined || structure === undefined || given.length > 1) {
    throw validation("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  return readItemChange(kind, structure);
}

/** What each change comes to. @throws AwsError TransactionCanceledException with a reason for each when one cannot be */
function attempt(changes: readonly ItemChange[], tables: readonly Table[]): Outcome[] {
  checkDistinct(changes, tables);
  const outcomes: Outcome[] = [];
  const reasons = changes.map((change, at): Reason => {
    const table = tables[at];
    if (table === undefined) throw new Error("a change without a table");
    try {
      outcomes.push(workOut(change, table));
      return { Code: "None" };
    } catch (error) {
      return reasonOf(error);
    }
  });
  cancelIfAny(reasons);
  const bytes = outcomes.reduce((sum, { now, old }) => sum + itemBytes(now ?? old ?? {}), 0);
  if (bytes > maxBytes) {
    throw validation("Collection size of all items in the transaction has exceeded the maximum allowed size");
  }
  return outcomes;
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

function reasonOf(error: unknown): Reason {
  if (!(error instanceof AwsError)) throw error;
  if (error.code === "ConditionalCheckFailedException") {
    return { Code: "ConditionalCheckFailed", Message: error.message, ...error.members };
  }
  if (error.code === "ValidationException") return { Code: "ValidationError", Message: error.message };
  throw error;
}

function cancelIfAny(reasons: readonly Reason[]): void {
  if (reasons.every(({ Code }) => Code === "None")) return;
  const codes = reasons.map(({ Code }) => Code).join(", ");
  throw new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { members: { CancellationReasons: reasons } },
  );
}

function checkDistinct(changes: readonly ItemChange[], tables: readonly Table[]): void {
  const seen = new Set<string>();
  changes.forEach(({ given }, at) => {
    const definition = tables[at]?.definition;
    if (definition === undefined) return;
    const { keys, attributes, arn } = definition;
    const names = keys.range === undefined ? [keys.hash] : [keys.hash, keys.range];
    const whole = names.every((name) => {
      const value = given[name];
      return value !== undefined && typeOf(value) === attributes[name];
    });
    // A key that does not fit is a reason of its own.
    if (!whole) return;
    const id = `${arn} ${itemId(given, keys)}`;
    if (seen.has(id)) {
      throw validation("Transaction request cannot include multiple operations on one item");
    }
    seen.add(id);
  });
}

export function transactGetItems(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const detail = readCapacityDetail(reader);
  const actions = reader.structures("TransactItems", { required: true, min: 1, max: maxActions }) ?? [];
  const gets = actions.map((action) => action.structure("Get", { required: true }));
  reader.check();
  const reads = gets.flatMap((get): ItemRead[] => (get === undefined ? [] : [readItemRead(get)]));
  const tables = reads.map(({ tableName }) => findTable(scope, tableName));
  const found: (Item | undefined)[] = [];
  const reasons = reads.map(({ key }, at): Reason => {
    const table = tables[at];
    if (table === undefined) throw new Error("a read without a table");
    try {
      found.push(lookUp(table, key));
      return { Code: "None" };
    } catch (error) {
      return reasonOf(error);
    }
  });
  cancelIfAny(reasons);
  return {
    Responses: reads.map(({ project }, at) => {
      const item = found[at];
      return item === undefined ? {} : { Item: project(item) };
    }),
    ...allConsumed(detail, "read", tables, (consumption, at) => {
      const item = found[at];
      const bytes = item === undefined ? 0 : itemBytes(item);
      consumption.add(2 * Math.max(1, Math.ceil(bytes / 4096)));
    }),
  };
}

/** `ConsumedCapacity`, one for each table; a transaction costs twice. */
function allConsumed(
  detail: CapacityDetail,
  kind: "read" | "write",
  tables: readonly Table[],
  add: (consumption: Consumption, at: number) => void,
): AwsOutput {
  if (detail === "NONE") return {};
  const byTable = new Map<Table, Consumption>();
  tables.forEach((table, at) => {
    const consumption = byTable.get(table) ?? new Consumption(table.definition, kind);
    byTable.set(table, consumption);
    add(consumption, at);
  });
  return { ConsumedCapacity: [...byTable.values()].map((consumption) => consumption.output(detail)) };
}
