import type { AwsCall } from "../../front/aws-service.js";
import { namedTableNotFound, tableNotFound } from "../dynamodb-error.js";
import type { Database } from "../tables/database.js";
import type { Table } from "../tables/table.js";
import type { InputReader } from "./input-reader.js";

/** Where an operation happens: the tables of one account and region, and the clock. */
export interface Scope {
  readonly database: Database;
  readonly account: string;
  readonly region: string;
  readonly nowMs: number;
}

export function scopeOf(database: Database, { account, region }: AwsCall, nowMs: number): Scope {
  return { database, account, region, nowMs };
}

/** What the ARNs of this account's tables in this region begin with. */
export function tableArn({ region, account }: Scope, name: string): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

/** Reads the name of a table; its ARN serves as well. */
export function readTableName(reader: InputReader, member = "TableName"): string {
  const given = reader.text(member, { required: true, pattern: "[a-zA-Z0-9_.:/-]+", min: 1, max: 1024 });
  return nameOf(given ?? "");
}

function nameOf(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn.slice(nameOrArn.indexOf("/") + 1) : nameOrArn;
}

/** @throws AwsError ResourceNotFoundException */
export function findTable(scope: Scope, nameOrArn: string): Table {
  const table = scope.database.tables.get(tableArn(scope, nameOf(nameOrArn)));
  if (table === undefined) throw tableNotFound();
  return table;
}

/** @throws AwsError ResourceNotFoundException, with the name */
export function findNamedTable(scope: Scope, name: string): Table {
  const table = scope.database.tables.get(tableArn(scope, name));
  if (table === undefined) throw namedTableNotFound(name);
  return table;
}
