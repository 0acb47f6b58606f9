import type { AwsOutput } from "../../front/aws-service.js";
import { projectedNames, projectIndex } from "../tables/project-index.js";
import type { Table } from "../tables/table.js";
import {
  type IndexDefinition,
  type KeySchema,
  keyNames,
  streamArn,
  type TableDefinition,
  type Throughput,
} from "../tables/table-definition.js";
import { itemBytes } from "../values/item-size.js";

/**
 * `TableDescription` as the API has it.
 * @param status of the table, as the call that answers it has made it
 * @param creating the indexes that the call creates
 */
export function describe(table: Table, status = "ACTIVE", creating?: ReadonlySet<string>): AwsOutput {
  const { definition, items, bytes } = table;
  const { stream } = definition;
  const indexes = (kind: IndexDefinition["kind"]): AwsOutput[] =>
    definition.indexes
      .filter((index) => index.kind === kind)
      .map((index) => describeIndex(table, index, creating?.has(index.name) === true));
  const [locals, globals] = [indexes("local"), indexes("global")];
  return {
    ...{ TableName: definition.name, TableArn: definition.arn, TableId: definition.id },
    ...{ TableStatus: status, CreationDateTime: definition.createdAtMs / 1000 },
    AttributeDefinitions: Object.entries(definition.attributes).map(([name, type]) => ({
      ...{ AttributeName: name, AttributeType: type },
    })),
    KeySchema: describeKeys(definition.keys),
    ...{ ItemCount: items.size, TableSizeBytes: bytes },
    ProvisionedThroughput: describeThroughput(definition.throughput),
    ...(definition.billingMode === "PAY_PER_REQUEST" && describeBilling(definition)),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(stream !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
      ...{ LatestStreamLabel: stream.label, LatestStreamArn: streamArn(definition) },
    }),
    ...(definition.tableClass !== undefined && {
      TableClassSummary: { TableClass: definition.tableClass },
    }),
    DeletionProtectionEnabled: definition.deletionProtected,
  };
}

function describeIndex(table: Table, index: IndexDefinition, creating: boolean): AwsOutput {
  const { name, keys, projection, kind } = index;
  return {
    ...{ IndexName: name, IndexArn: `${table.definition.arn}/index/${name}` },
    ...{ KeySchema: describeKeys(keys), Projection: projection },
    ...measure(table, index),
    ...(kind === "global" && {
      IndexStatus: creating ? "CREATING" : "ACTIVE",
      ProvisionedThroughput: describeThroughput(index.throughput),
    }),
  };
}

function measure({ definition, items }: Table, index: IndexDefinition): AwsOutput {
  const names = projectedNames(definition, index);
  let [count, bytes] = [0, 0];
  for (const item of items.values()) {
    if (keyNames(index.keys).some((name) => item[name] === undefined)) continue;
    count += 1;
    bytes += itemBytes(projectIndex(item, names));
  }
  return { ItemCount: count, IndexSizeBytes: bytes };
}

function describeKeys({ hash, range }: KeySchema): AwsOutput[] {
  return [
    { AttributeName: hash, KeyType: "HASH" },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" }]),
  ];
}

function describeThroughput(throughput: Throughput | undefined): AwsOutput {
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = throughput ?? {};
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits, WriteCapacityUnits };
}

function describeBilling({ createdAtMs }: TableDefinition): AwsOutput {
  return {
    BillingModeSummary: {
      BillingMode: "PAY_PER_REQUEST",
      LastUpdateToPayPerRequestDateTime: createdAtMs / 1000,
    },
    TableThroughputModeSummary: {
      TableThroughputMode: "PAY_PER_REQUEST",
      LastUpdateToPayPerRequestDateTime: createdAtMs / 1000,
    },
  };
}
