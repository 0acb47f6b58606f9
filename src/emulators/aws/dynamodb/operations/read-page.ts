import { AwsError } from "../../front/aws-error.js";
import type { AwsOutput } from "../../front/aws-service.js";
import { invalidParameter, validation } from "../dynamodb-error.js";
import type { Condition } from "../expressions/condition.js";
import { type DocumentPath, projector } from "../expressions/document-path.js";
import { fulfils } from "../expressions/evaluate-condition.js";
import { parseCondition } from "../expressions/parse-condition.js";
import { parseProjection } from "../expressions/parse-projection.js";
import type { Placeholders } from "../expressions/placeholders.js";
import type { Entry, Place } from "../tables/ordered-entries.js";
import { projectedNames, projectIndex } from "../tables/project-index.js";
import { itemId, placeIn, type Table } from "../tables/table.js";
import { type IndexDefinition, type KeySchema, keyNames } from "../tables/table-definition.js";
import { emptyItem, type Item, typeOf } from "../values/attribute-value.js";
import { itemBytes } from "../values/item-size.js";
import { readItem } from "../values/read-value.js";
import { type CapacityDetail, Consumption, consumed, readCapacityDetail, readUnits } from "./capacity.js";
import type { InputReader } from "./input-reader.js";
import { refuseLegacy } from "./legacy.js";
import { readTableName } from "./scope.js";

/** A page ends after this many bytes were read, before they are filtered (API reference, Query and Scan). */
const maxPageBytes = 1024 * 1024;

/** What Query and Scan have in common. */
export interface PageRequest {
  readonly tableName: string;
  readonly indexName: string | undefined;
  readonly limit: number | undefined;
  readonly consistent: boolean;
  readonly select: string | undefined;
  readonly startKey: Item | undefined;
  readonly filter: Condition | undefined;
  readonly projection: readonly DocumentPath[] | undefined;
  readonly detail: CapacityDetail;
}

const selects = ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"];

/** Reads the members; `finish` parses the expressions once all of the request's constraints are checked. */
export function readPageRequest(reader: InputReader): (placeholders: Placeholders) => PageRequest {
  refuseLegacy(reader.input);
  const tableName = readTableName(reader);
  const indexName = reader.text("IndexName", { min: 3, max: 255, pattern: "[a-zA-Z0-9_.-]+" });
  const limit = reader.integer("Limit", { min: 1 });
  const consistent = reader.boolean("ConsistentRead") === true;
  const select = reader.text("Select", { options: selects });
  const startKey = reader.map("ExclusiveStartKey");
  const filter = reader.text("FilterExpression");
  const projection = reader.text("ProjectionExpression");
  const detail = readCapacityDetail(reader);
  return (placeholders) => {
    checkSelect(select, projection, indexName);
    return {
      ...{ tableName, indexName, limit, consistent, select, detail },
      startKey: startKey === undefined ? undefined : readStartKey(startKey),
      filter: filter === undefined ? undefined : parseCondition("FilterExpression", filter, placeholders),
      projection: projection === undefined ? undefined : parseProjection(projection, placeholders),
    };
  };
}

/** DynamoDB says of which key it speaks, but not when a number or a set of them is wrong. */
function readStartKey(raw: unknown): Item {
  try {
    return readItem(raw);
  } catch (error) {
    const plain = /contains duplicates|number set|numeric value|significant digits|magnitude/;
    if (!(error instanceof AwsError) || error.code !== "ValidationException" || plain.test(error.message)) {
      throw error;
    }
    throw validation(`The provided starting key is invalid: ${error.message}`);
  }
}

function checkSelect(
  select: string | undefined,
  projection: string | undefined,
  indexName: string | undefined,
): void {
  if (projection !== undefined && select !== undefined && select !== "SPECIFIC_ATTRIBUTES") {
    throw validation(
      `Cannot specify the ProjectionExpression when choosing to get ${select === "COUNT" ? "only the Count" : select}`,
    );
  }
  if (projection === undefined && select === "SPECIFIC_ATTRIBUTES") {
    throw validation(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && indexName === undefined) {
    throw invalidParameter("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
}

/** What is read: a table, or one of its indexes. */
export interface Source {
  readonly table: Table;
  readonly index: IndexDefinition | undefined;
  readonly keys: KeySchema;
}

/** @throws AwsError ValidationException for an index that is not there or cannot be read so */
export function findSource(table: Table, request: PageRequest): Source {
  const { indexName, consistent, select, projection } = request;
  const { definition } = table;
  if (indexName === undefined) return { table, index: undefined, keys: definition.keys };
  const index = definition.indexes.find(({ name }) => name === indexName);
  if (index === undefined) {
    throw validation(`The table does not have the specified index: ${indexName}`);
  }
  if (index.kind === "global" && consistent) {
    throw validation("Consistent reads are not supported on global secondary indexes");
  }
  const names = projectedNames(definition, index);
  if (index.kind === "global" && names !== undefined) {
    if (select === "ALL_ATTRIBUTES") {
      throw invalidParameter(
        `Select type ALL_ATTRIBUTES is not supported for global secondary index ${indexName} because its projection type is not ALL`,
      );
    }
    const missing = projection?.map(([name]) => String(name)).filter((name) => !names.has(name)) ?? [];
    if (missing.length > 0) {
      throw invalidParameter(`Global secondary index ${indexName} does not project [${missing.join(", ")}]`);
    }
  }
  return { table, index, keys: index.keys };
}

/** @throws AwsError when a filter looks at a key: that is what key conditions are for */
export function checkFilterKeys(condition: Condition, keys: KeySchema): void {
  const heads = new Set<string>();
  collectHeads(condition, heads);
  for (const name of keyNames(keys)) {
    if (!heads.has(name)) continue;
    throw validation(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
    );
  }
}

function collectHeads(node: unknown, heads: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  if ("path" in node && Array.isArray(node.path)) heads.add(String(node.path[0]));
  for (const [name, inner] of Object.entries(node)) if (name !== "value") collectHeads(inner, heads);
}

/** Where a page goes on: behind the item that `ExclusiveStartKey` names. */
export function startPlace({ table, index, keys }: Source, startKey: Item, detail: string): Place {
  const { definition } = table;
  const names = new Set([...keyNames(definition.keys), ...keyNames(keys)]);
  const fits =
    Object.keys(startKey).length === names.size &&
    [...names].every((name) => {
      const value = startKey[name];
      return value !== undefined && typeOf(value) === definition.attributes[name];
    });
  if (!fits) {
    throw validation(`The provided starting key is invalid${index === undefined ? detail : ""}`);
  }
  const place = placeIn(startKey, keys, itemId(startKey, definition.keys));
  if (place === undefined) throw validation("The provided starting key is invalid");
  return place;
}

/** Reads entries until the page is full, and answers as Query and Scan do. */
export function readPage(entries: Iterable<Entry>, source: Source, request: PageRequest): AwsOutput {
  const { table, index, keys } = source;
  const { limit, filter, detail, consistent } = request;
  const fetched = fetchesFromTable(source, request);
  const names = index === undefined || fetched ? undefined : projectedNames(table.definition, index);
  const indexNames = index === undefined ? undefined : projectedNames(table.definition, index);
  const items: Item[] = [];
  let [scanned, bytes, tableUnits] = [0, 0, 0];
  let last: Item | undefined;
  for (const { item } of entries) {
    const seen = projectIndex(item, names);
    scanned += 1;
    bytes += itemBytes(projectIndex(item, indexNames));
    if (fetched) tableUnits += readUnits(itemBytes(item), consistent);
    if (filter === undefined || fulfils(seen, filter)) items.push(seen);
    if (scanned !== limit && bytes <= maxPageBytes) continue;
    last = item;
    break;
  }
  const project = request.projection === undefined ? undefined : projector(request.projection);
  const consumption = new Consumption(table.definition);
  consumption.add(scanned === 0 ? readUnits(0, consistent) : readUnits(bytes, consistent), index?.name);
  if (fetched) consumption.add(tableUnits);
  return {
    ...(request.select !== "COUNT" && { Items: project === undefined ? items : items.map(project) }),
    ...{ Count: items.length, ScannedCount: scanned },
    ...(last !== undefined && { LastEvaluatedKey: keyOf(last, [table.definition.keys, keys]) }),
    ...consumed(detail, () => consumption),
  };
}

/** A local index gets from the table what it does not hold itself. */
function fetchesFromTable({ table, index }: Source, { select, projection }: PageRequest): boolean {
  if (index?.kind !== "local") return false;
  const names = projectedNames(table.definition, index);
  if (names === undefined) return false;
  if (select === "ALL_ATTRIBUTES") return true;
  return projection?.some(([name]) => !names.has(String(name))) === true;
}

function keyOf(item: Item, schemas: readonly KeySchema[]): Item {
  const key = emptyItem();
  for (const name of schemas.flatMap(keyNames)) {
    const value = item[name];
    if (value !== undefined) key[name] = value;
  }
  return key;
}
