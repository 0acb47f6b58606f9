import { invalidParameter, validation } from "../dynamodb-error.js";
import {
  type IndexDefinition,
  type KeySchema,
  keyNames,
  type Projection,
  projectionTypes,
  type StreamViewType,
  streamViewTypes,
  type TableDefinition,
  type Throughput,
} from "../tables/table-definition.js";
import type { KeyType } from "../values/attribute-value.js";
import type { InputReader } from "./input-reader.js";

const namePattern = "[a-zA-Z0-9_.-]+";
const nameLimits = { required: true, pattern: namePattern, min: 3, max: 255 } as const;
const maxLocalIndexes = 5;
const maxGlobalIndexes = 20;
const billingModes = ["PROVISIONED", "PAY_PER_REQUEST"] as const;

/** What a request says of keys, attributes and indexes, before it is known to fit together. */
type Attributes = Readonly<Record<string, KeyType>>;

/** Reads CreateTable. @throws AwsError ValidationException */
export function readTable(
  reader: InputReader,
  facts: { readonly arn: (name: string) => string; readonly id: string; readonly nowMs: number },
): TableDefinition {
  checkName(reader.input.TableName);
  const name = reader.text("TableName", nameLimits) ?? "";
  const attributes = readAttributes(reader) ?? {};
  const schema = readKeySchema(reader);
  const billingMode = readBillingMode(reader) ?? "PROVISIONED";
  const throughput = readThroughput(reader);
  const locals = readIndexes(reader, "LocalSecondaryIndexes", "local");
  const globals = readIndexes(reader, "GlobalSecondaryIndexes", "global");
  const viewType = readStream(reader);
  const tags = readTags(reader);
  const deletionProtected = reader.boolean("DeletionProtectionEnabled") === true;
  const tableClass = readTableClass(reader);
  reader.check();
  checkThroughput(billingMode, throughput);
  const keys = checkedKeys(schema, attributes);
  const indexes = [...(locals ?? []), ...(globals ?? [])].map((index) =>
    checkedIndex(index, { attributes, keys, billingMode }),
  );
  checkIndexCounts(locals, globals, keys);
  checkNames(indexes);
  checkAllAttributesUsed(attributes, keys, indexes);
  return {
    ...{ arn: facts.arn(name), name, id: facts.id, createdAtMs: facts.nowMs },
    ...{ attributes, keys, billingMode, indexes, tags, deletionProtected },
    throughput: throughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    ...(viewType !== undefined && {
      stream: { viewType, label: streamLabel(facts.nowMs) },
    }),
    ...(tableClass !== undefined && { tableClass }),
  };
}

/** The name of a new table has words of its own. */
function checkName(name: unknown): void {
  if (name === undefined || name === null) {
    throw validation("The parameter 'TableName' is required but was not present in the request");
  }
  if (typeof name === "string" && (name.length < 3 || name.length > 255)) {
    throw validation("TableName must be at least 3 characters long and at most 255 characters long");
  }
}

/** `2026-11-25T18:48:25.123`: as ISO 8601, without the zone. */
export function streamLabel(nowMs: number): string {
  return new Date(nowMs).toISOString().replace("Z", "");
}

export function readAttributes(reader: InputReader, required = true): Attributes | undefined {
  const elements = reader.structures("AttributeDefinitions", { required });
  if (elements === undefined) return undefined;
  const attributes: Record<string, KeyType> = {};
  for (const element of elements) {
    const name = element.text("AttributeName", { required: true, min: 1, max: 255 }) ?? "";
    const options = ["B", "N", "S"];
    attributes[name] = element.text("AttributeType", { required: true, options }) as KeyType;
  }
  return attributes;
}

export function readBillingMode(reader: InputReader): TableDefinition["billingMode"] | undefined {
  return reader.text("BillingMode", { options: billingModes }) as TableDefinition["billingMode"] | undefined;
}

export function readThroughput(reader: InputReader): Throughput | undefined {
  const throughput = reader.structure("ProvisionedThroughput");
  if (throughput === undefined) return undefined;
  const units = (name: string): number => throughput.integer(name, { required: true, min: 1 }) ?? 0;
  return {
    ReadCapacityUnits: units("ReadCapacityUnits"),
    WriteCapacityUnits: units("WriteCapacityUnits"),
  };
}

export function readTableClass(reader: InputReader): string | undefined {
  return reader.text("TableClass", { options: ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] });
}

/** @returns the view type of a stream that is wanted; undefined where none is */
export function readStream(reader: InputReader): StreamViewType | undefined {
  const stream = reader.structure("StreamSpecification");
  if (stream === undefined) return undefined;
  const viewType = stream.text("StreamViewType", { options: streamViewTypes });
  if (stream.boolean("StreamEnabled") !== true) {
    if (viewType === undefined) return undefined;
    throw invalidParameter("StreamViewType may only be specified when StreamEnabled is true");
  }
  if (viewType === undefined) {
    throw invalidParameter("StreamViewType is required when StreamEnabled is true");
  }
  return viewType as StreamViewType;
}

export function readTags(reader: InputReader): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const tag of reader.structures("Tags") ?? []) {
    const key = tag.text("Key", { required: true, min: 1, max: 128 }) ?? "";
    tags[key] = tag.text("Value", { required: true, max: 256 }) ?? "";
  }
  return tags;
}

/** A key as it was sent: not yet known to be one. */
type Schema = readonly { readonly name: string; readonly type: string }[];

interface SentIndex {
  readonly name: string;
  readonly kind: IndexDefinition["kind"];
  readonly schema: Schema;
  readonly projection: Partial<Projection>;
  readonly throughput?: Throughput;
}

function readKeySchema(reader: InputReader): Schema {
  const elements = reader.structures("KeySchema", { required: true, min: 1, max: 2 }) ?? [];
  return elements.map((element) => ({
    name: element.text("AttributeName", { required: true, min: 1, max: 255 }) ?? "",
    type: element.text("KeyType", { required: true, options: ["HASH", "RANGE"] }) ?? "",
  }));
}

function readIndexes(
  reader: InputReader,
  member: string,
  kind: IndexDefinition["kind"],
): SentIndex[] | undefined {
  return reader.structures(member)?.map((index) => readIndex(index, kind));
}

/** One index of CreateTable, or the Create of an UpdateTable. */
export function readIndex(index: InputReader, kind: IndexDefinition["kind"]): SentIndex {
  const name = index.text("IndexName", nameLimits) ?? "";
  const projection = index.structure("Projection", { required: true });
  const type = projection?.text("ProjectionType", { options: projectionTypes });
  const others = projection?.list("NonKeyAttributes", { min: 1 }) as readonly string[] | undefined;
  const throughput = kind === "global" ? readThroughput(index) : undefined;
  return {
    ...{ name, kind, schema: readKeySchema(index) },
    projection: {
      ...(type !== undefined && { ProjectionType: type as Projection["ProjectionType"] }),
      ...(others !== undefined && { NonKeyAttributes: others }),
    },
    ...(throughput !== undefined && { throughput }),
  };
}

export function checkThroughput(
  billingMode: TableDefinition["billingMode"],
  throughput: Throughput | undefined,
): void {
  if (billingMode === "PAY_PER_REQUEST" && throughput !== undefined) {
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (billingMode === "PROVISIONED" && throughput === undefined) {
    throw invalidParameter(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
}

function checkedKeys(schema: Schema, attributes: Attributes): KeySchema {
  const names = schema.map(({ name }) => name);
  const defined = Object.keys(attributes);
  if (names.length > defined.length) {
    throw validation("Invalid KeySchema: Some index key attribute have no definition");
  }
  if (names.some((name) => !defined.includes(name))) {
    throw invalidParameter(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  }
  const [hash, range] = schema;
  if (hash?.name === range?.name) {
    throw validation("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (hash?.type !== "HASH") {
    throw validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (range !== undefined && range.type !== "RANGE") {
    throw validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  return { hash: hash.name, ...(range !== undefined && { range: range.name }) };
}

/** @throws AwsError ValidationException when an index does not fit its table */
export function checkedIndex(
  { name, kind, schema, projection, throughput }: SentIndex,
  table: Pick<TableDefinition, "attributes" | "keys" | "billingMode">,
): IndexDefinition {
  const keys = checkedKeys(schema, table.attributes);
  if (kind === "local") {
    if (keys.range === undefined) {
      throw invalidParameter(`Index KeySchema does not have a range key for index: ${name}`);
    }
    if (keys.hash !== table.keys.hash) {
      throw invalidParameter(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${keys.hash}, table hash key: ${table.keys.hash}`,
      );
    }
  }
  const { ProjectionType, NonKeyAttributes } = projection;
  if (ProjectionType === undefined) throw invalidParameter("Unknown ProjectionType: null");
  if (NonKeyAttributes !== undefined && ProjectionType !== "INCLUDE") {
    throw invalidParameter(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`);
  }
  if (NonKeyAttributes === undefined && ProjectionType === "INCLUDE") {
    throw invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
  if (kind === "global" && table.billingMode === "PAY_PER_REQUEST" && throughput !== undefined) {
    throw invalidParameter(
      `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (kind === "global" && table.billingMode === "PROVISIONED" && throughput === undefined) {
    throw invalidParameter(`ProvisionedThroughput must be specified for index: ${name}`);
  }
  return {
    ...{ name, kind, keys },
    projection: { ProjectionType, ...(NonKeyAttributes !== undefined && { NonKeyAttributes }) },
    ...(throughput !== undefined && { throughput }),
  };
}

function checkIndexCounts(
  locals: readonly unknown[] | undefined,
  globals: readonly unknown[] | undefined,
  keys: KeySchema,
): void {
  if (locals?.length === 0) throw invalidParameter("List of LocalSecondaryIndexes is empty");
  if (globals?.length === 0) throw invalidParameter("List of GlobalSecondaryIndexes is empty");
  if (locals !== undefined && keys.range === undefined) {
    throw invalidParameter(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  }
  if ((locals?.length ?? 0) > maxLocalIndexes) {
    throw invalidParameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
  }
  if ((globals?.length ?? 0) > maxGlobalIndexes) {
    throw invalidParameter("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  }
}

export function checkNames(indexes: readonly IndexDefinition[]): void {
  const seen = new Set<string>();
  for (const { name } of indexes) {
    if (seen.has(name)) throw invalidParameter(`Duplicate index name: ${name}`);
    seen.add(name);
  }
}

function checkAllAttributesUsed(
  attributes: Attributes,
  keys: KeySchema,
  indexes: readonly IndexDefinition[],
): void {
  const used = new Set([keys, ...indexes.map((index) => index.keys)].flatMap(keyNames));
  const defined = Object.keys(attributes);
  if (defined.length === used.size) return;
  throw invalidParameter(
    indexes.length === 0
      ? "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
      : `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}
