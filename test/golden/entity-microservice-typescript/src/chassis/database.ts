import { setTimeout as sleep } from "node:timers/promises";
import { context, SpanKind, trace } from "@opentelemetry/api";
import { type DatabaseConnection, Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { CoreConfig } from "./core-config.js";
import type { DatabaseConfig } from "./database-config.js";
import { withSpan } from "./telemetry.js";

/** How long a request waits for a connection, new or one of the pool's, before it fails with 503. */
const connectionTimeoutMs = 5_000;

/** A statement of a request that takes longer fails with 503: a server that hangs must not hold everything. */
const queryTimeoutMs = 10_000;
/** Shorter than the timeouts of those who poll readiness. */
const healthTimeoutMs = 1_500;

export interface PoolOptions {
  /** Whether statements may take as long as they need, as migrations may. Default: false. */
  readonly patient?: boolean;
  /** Most connections at once. Default: `DATABASE_POOL_SIZE`. */
  readonly size?: number;
  /** When a statement that is not patient fails. Default: 10 seconds. */
  readonly statementTimeoutMs?: number;
}

/** Opens a pool; connections are made when first needed. */
export function createPool(
  config: CoreConfig & DatabaseConfig,
  onError: (error: Error) => void,
  { patient = false, size = config.database.poolSize, statementTimeoutMs = queryTimeoutMs }: PoolOptions = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: config.database.url,
    max: size,
    connectionTimeoutMillis: connectionTimeoutMs,
    ...(!patient && { query_timeout: statementTimeoutMs }),
    application_name: config.service.id,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the pool; without a listener the error would end the process.
  pool.on("error", onError);
  // The pool listens to idle connections only. One that breaks in use fails the statement in hand, and the pool drops
  // it when it is given back; its event has nothing to add.
  pool.on("connect", (client) => {
    client.on("error", () => {});
    closeAfterTimeout(client);
  });
  return pool;
}

/**
 * When a statement takes too long, pg fails it and lets the server go on with it. The connection is closed then: given
 * back to the pool with a `begin` that is carried out late, it would swallow what somebody else writes next.
 */
function closeAfterTimeout(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const watched = (...args: unknown[]): unknown => {
    const result = query(...args);
    if (result instanceof Promise) {
      result.catch((error: unknown) => {
        if (error instanceof Error && error.message === "Query read timeout") {
          // The pool removes a client that has ended when it is given back.
          void (client as unknown as pg.Client).end();
        }
      });
    }
    return result;
  };
  client.query = watched as typeof client.query;
}

/**
 * A Kysely over the pool. Each statement inside a trace gets a span.
 *
 * @param onCommit called after each commit: the moment when others can see what was written.
 */
export function createDatabase<Schema>(pool: pg.Pool, onCommit: () => void = () => {}): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => observeStatements(connection, onCommit),
    }),
  });
}

function observeStatements(connection: DatabaseConnection, onCommit: () => void): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = async (query) => {
    const result = await traced(query.sql, () => execute(query));
    if (query.sql === "commit") onCommit();
    return result as never;
  };
}

/** Background polls have no trace to belong to and get no span. */
function traced<T>(statement: string, run: () => Promise<T>): Promise<T> {
  if (!trace.getSpan(context.active())) return run();
  const operation = statement.trimStart().split(/\s/, 1)[0]?.toUpperCase() ?? "SQL";
  const attributes = {
    "db.system.name": "postgresql",
    "db.operation.name": operation,
    "db.query.text": statement,
  };
  return withSpan(operation, { kind: SpanKind.CLIENT, attributes }, run);
}

/** Answers whether the database executes a statement now. */
export async function databaseAnswers(pool: pg.Pool): Promise<boolean> {
  const answer = pool.query("select 1").then(
    () => true,
    () => false,
  );
  return Promise.race([answer, sleep(healthTimeoutMs, false, { ref: false })]);
}

/**
 * Whether an error says that the database is not reached, rather than that a statement is wrong.
 *
 * SQLSTATE classes 08 (connection) and 57P (shutdown, still starting), 53300 (too many connections), network errors,
 * and pg's own errors about broken or exhausted connections, which carry no code
 * (https://www.postgresql.org/docs/17/errcodes-appendix.html).
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (/^(08|57P)/.test(code) || code === "53300") return true;
  if (
    ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"].includes(
      code,
    )
  ) {
    return "syscall" in error || error instanceof AggregateError;
  }
  return /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (has encountered a connection error|was closed))/.test(
    error.message,
  );
}

/**
 * Whether an error says that a text cannot be stored, though JSON can carry it: U+0000 (22021 in text, 22P05 in jsonb)
 * or half a surrogate pair in jsonb (22P02).
 */
export function isUnstorableText(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  if (error.code === "22021" || error.code === "22P05") return true;
  return error.code === "22P02" && error.message.endsWith("type json");
}
