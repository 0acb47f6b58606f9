import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import type { Console } from "../io/console.js";
import { runPsql } from "../platform/database/psql.js";
import { runSql, type StatementResult } from "../platform/database/run-sql.js";
import { ensureDatabase, type ServiceDatabase } from "../platform/database/service-database.js";
import type { ActionContext } from "./context.js";
import { openServiceDatabase } from "./service-database.js";

export interface DbShellOptions {
  readonly service: string;
  /** As the superuser instead of the role that owns the database. */
  readonly admin: boolean;
  /** To be run instead of a session; without it, what comes by the console's input is. */
  readonly sql: string | undefined;
  readonly console: Console;
}

/**
 * psql in the database of one service, until it ends.
 * @returns psql's exit code
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, NO_DATABASE, PLATFORM_DOWN, DATABASE_FAILED, PSQL_MISSING,
 *   ENGINE_UNAVAILABLE, DOCKER_FAILED, ENGINE_LOST; the signal's reason
 */
export async function dbShell(
  { service, admin, sql, console }: DbShellOptions,
  context: ActionContext,
): Promise<number> {
  const { platform, database } = await openServiceDatabase(service, context);
  await ensureDatabase(database, context.signal);
  const interactive = sql === undefined && console.terminal !== undefined;
  const args = [
    ...(interactive ? [] : ["--no-psqlrc", "--set=ON_ERROR_STOP=1"]),
    ...(sql === undefined ? [] : [`--command=${sql}`]),
  ];
  const login = admin ? database.admin : database.owner;
  return runPsql(platform, database, { login, args, console, env: context.env }, context.signal);
}

export interface DbSqlResult {
  readonly service: string;
  readonly database: string;
  readonly role: string;
  /** One for each statement. */
  readonly results: readonly StatementResult[];
}

/**
 * What statements answer in the database of one service, as data.
 * @throws MsxError as `dbShell`; USAGE without SQL, SQL_FAILED
 */
export async function dbSql(
  { service, admin, sql: given, console: { input } }: DbShellOptions,
  context: ActionContext,
): Promise<DbSqlResult> {
  const { database } = await openServiceDatabase(service, context);
  const sql = given ?? (await readAll(input));
  if (sql === undefined) {
    throw new MsxError("USAGE", { detail: phrase("sql-wanted"), command: "db shell" });
  }
  await ensureDatabase(database, context.signal);
  const role: ServiceDatabase["owner"] = admin ? database.admin : database.owner;
  const results = await runSql(database, role, sql, context.signal);
  return { service, database: database.name, role: role.user, results };
}

/** Undefined where a person would have to type it. */
async function readAll(input: Console["input"]): Promise<string | undefined> {
  if (input === undefined || ("isTTY" in input && input.isTTY === true)) return undefined;
  const pieces: Buffer[] = [];
  for await (const piece of input) pieces.push(Buffer.from(piece as Buffer));
  return Buffer.concat(pieces).toString("utf8");
}
