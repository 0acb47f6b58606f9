import { randomUUID } from "node:crypto";
import { AwsError } from "../../front/aws-error.js";
import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { invalidParameter, validation } from "../dynamodb-error.js";
import type { IndexDefinition, TableDefinition } from "../tables/table-definition.js";
import { describe } from "./describe-table.js";
import { InputReader } from "./input-reader.js";
import {
  checkedIndex,
  checkNames,
  checkThroughput,
  readAttributes,
  readBillingMode,
  readIndex,
  readStream,
  readTable,
  readTableClass,
  readThroughput,
  streamLabel,
} from "./read-definition.js";
import { findNamedTable, readTableName, type Scope, tableArn } from "./scope.js";

/** A table can be used at once; the answer still says CREATING, as AWS's does. */
export function createTable(input: AwsInput, scope: Scope): AwsOutput {
  const { database, nowMs } = scope;
  const definition = readTable(new InputReader(input), {
    arn: (name) => tableArn(scope, name),
    ...{ id: randomUUID(), nowMs },
  });
  if (database.tables.has(definition.arn)) {
    throw new AwsError("ResourceInUseException", `Table already exists: ${definition.name}`);
  }
  database.define(definition, nowMs);
  const creating = new Set(definition.indexes.map(({ name }) => name));
  const table = findNamedTable(scope, definition.name);
  return { TableDescription: describe(table, "CREATING", creating) };
}

export function describeTable(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const name = readTableName(reader);
  reader.check();
  return { Table: describe(findNamedTable(scope, name)) };
}

export function deleteTable(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const name = readTableName(reader);
  reader.check();
  const table = findNamedTable(scope, name);
  if (table.definition.deletionProtected) {
    throw validation(
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    );
  }
  const description = describe(table, "DELETING");
  scope.database.drop(table.definition.arn, scope.nowMs);
  return { TableDescription: description };
}

export function listTables(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const limit = reader.integer("Limit", { min: 1, max: 100 }) ?? 100;
  const after = reader.text("ExclusiveStartTableName", { min: 3, max: 255 });
  reader.check();
  const prefix = tableArn(scope, "");
  const names = [...scope.database.tables.values()]
    .filter(({ definition }) => definition.arn.startsWith(prefix))
    .map(({ definition }) => definition.name)
    .sort()
    .filter((name) => after === undefined || name > after);
  const page = names.slice(0, limit);
  return {
    TableNames: page,
    ...(names.length > limit && { LastEvaluatedTableName: page.at(-1) }),
  };
}

export function updateTable(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const name = readTableName(reader);
  for (const member of ["ReplicaUpdates", "SSESpecification", "OnDemandThroughput", "WarmThroughput"]) {
    if (input[member] === undefined) continue;
    throw validation(`The parameter ${member} of UpdateTable is not emulated by msx`);
  }
  const update = readUpdate(reader);
  reader.check();
  const table = findNamedTable(scope, name);
  const changed = applyTableUpdate(table.definition, update, scope.nowMs);
  scope.database.define(changed, scope.nowMs);
  const creating = new Set(update.created.map((index) => index.name));
  return { TableDescription: describe(table, "UPDATING", creating) };
}

interface TableUpdate {
  readonly attributes: TableDefinition["attributes"] | undefined;
  readonly billingMode: TableDefinition["billingMode"] | undefined;
  readonly throughput: TableDefinition["throughput"] | undefined;
  readonly created: readonly ReturnType<typeof readIndex>[];
  readonly deleted: readonly string[];
  readonly throughputs: ReadonlyMap<string, IndexDefinition["throughput"]>;
  /** "none" disables the stream; undefined leaves it. */
  readonly stream: NonNullable<TableDefinition["stream"]>["viewType"] | "none" | undefined;
  readonly deletionProtected: boolean | undefined;
  readonly tableClass: string | undefined;
}

function readUpdate(reader: InputReader): TableUpdate {
  const created: ReturnType<typeof readIndex>[] = [];
  const deleted: string[] = [];
  const throughputs = new Map<string, IndexDefinition["throughput"]>();
  for (const change of reader.structures("GlobalSecondaryIndexUpdates") ?? []) {
    const [create, remove, update] = ["Create", "Delete", "Update"].map((kind) => change.structure(kind));
    if ([create, remove, update].filter((given) => given !== undefined).length !== 1) {
      throw invalidParameter(
        "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
      );
    }
    if (create !== undefined) created.push(readIndex(create, "global"));
    if (remove !== undefined) deleted.push(remove.text("IndexName", { required: true }) ?? "");
    if (update !== undefined) {
      throughputs.set(update.text("IndexName", { required: true }) ?? "", readThroughput(update));
    }
  }
  const hasStream = reader.structure("StreamSpecification") !== undefined;
  return {
    ...{ created, deleted, throughputs },
    attributes: readAttributes(reader, false),
    billingMode: readBillingMode(reader),
    throughput: readThroughput(reader),
    stream: hasStream ? (readStream(reader) ?? "none") : undefined,
    deletionProtected: reader.boolean("DeletionProtectionEnabled"),
    tableClass: readTableClass(reader),
  };
}

function applyTableUpdate(before: TableDefinition, update: TableUpdate, nowMs: number): TableDefinition {
  const { created, deleted, throughputs } = update;
  const says =
    created.length + deleted.length + throughputs.size > 0 ||
    [update.billingMode, update.throughput, update.stream, update.deletionProtected, update.tableClass].some(
      (given) => given !== undefined,
    );
  if (!says) {
    throw validation(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  }
  if (created.length + deleted.length > 1) {
    throw new AwsError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
  const billingMode = update.billingMode ?? before.billingMode;
  const isProvisioned = billingMode === "PROVISIONED";
  const kept = isProvisioned && before.billingMode === "PROVISIONED" ? before.throughput : undefined;
  if (isProvisioned && (update.throughput ?? kept) === undefined) {
    throw invalidParameter("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
  checkThroughput(billingMode, update.throughput ?? kept);
  const attributes = { ...before.attributes, ...update.attributes };
  const indexes = changedIndexes({ ...before, attributes, billingMode }, update);
  const { stream: _, ...rest } = before;
  const stream = changedStream(before, update, nowMs);
  return {
    ...rest,
    ...{ attributes, billingMode, indexes },
    throughput: update.throughput ?? kept ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    deletionProtected: update.deletionProtected ?? before.deletionProtected,
    ...(update.tableClass !== undefined && { tableClass: update.tableClass }),
    ...(stream !== undefined && { stream }),
  };
}

function changedIndexes(
  table: TableDefinition,
  { created, deleted, throughputs }: TableUpdate,
): IndexDefinition[] {
  const isGlobal = (name: string): boolean =>
    table.indexes.some((index) => index.name === name && index.kind === "global");
  for (const name of [...deleted, ...throughputs.keys()]) {
    if (!isGlobal(name)) {
      throw new AwsError(
        "ResourceNotFoundException",
        `Requested resource not found: Index: ${name} not found`,
      );
    }
  }
  for (const { name } of created) {
    if (table.indexes.some((index) => index.name === name)) {
      throw validation(`Attempting to create an index which already exists: ${name}`);
    }
  }
  const indexes = [
    ...table.indexes
      .filter(({ name }) => !deleted.includes(name))
      .map((index) => {
        const throughput = throughputs.get(index.name);
        return throughput === undefined ? index : { ...index, throughput };
      }),
    ...created.map((index) => checkedIndex(index, table)),
  ];
  checkNames(indexes);
  return indexes;
}

function changedStream(
  before: TableDefinition,
  { stream }: TableUpdate,
  nowMs: number,
): TableDefinition["stream"] {
  if (stream === undefined) return before.stream;
  if (stream === "none") {
    if (before.stream === undefined) {
      throw validation(`Table does not have an enabled stream: TableName: ${before.name}`);
    }
    return undefined;
  }
  if (before.stream !== undefined) {
    throw validation(`Table already has an enabled stream: TableName: ${before.name}`);
  }
  return { viewType: stream, label: streamLabel(nowMs) };
}
