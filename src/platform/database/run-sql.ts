import { DatabaseError } from "pg";
import { MsxError } from "../../errors/msx-error.js";
import { type Server, withSession } from "../resources/postgres/provision.js";
import { answering, type ServiceDatabase } from "./service-database.js";

export interface StatementResult {
  /** As PostgreSQL calls it: SELECT, INSERT, CREATE TABLE… */
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Runs statements as one string, like `psql -c`: together they are one transaction, unless they say otherwise.
 * @throws MsxError SQL_FAILED with the line, DATABASE_FAILED; the signal's reason
 */
export async function runSql(
  { name }: Pick<ServiceDatabase, "name">,
  login: Server,
  sql: string,
  signal: AbortSignal,
): Promise<readonly StatementResult[]> {
  return answering(signal, () =>
    withSession(
      login,
      name,
      signal,
      async (client) => {
        const answered = await client.query(sql).catch((error: unknown) => {
          throw sqlFailure(error, name, sql);
        });
        // Several statements are answered with several results, which pg's types leave out.
        return [answered].flat().map(({ command, rowCount, rows }) => ({ command, rowCount, rows }));
      },
      Number.POSITIVE_INFINITY,
    ),
  );
}

function sqlFailure(error: unknown, database: string, sql: string): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const line = error.position === undefined ? 1 : lineAt(sql, Number(error.position));
  return new MsxError("SQL_FAILED", { database, line, detail: told(error) }, { cause: error });
}

/** The line, from 1, of a position as PostgreSQL counts: characters, from 1. */
export function lineAt(sql: string, position: number): number {
  return (
    Array.from(sql)
      .slice(0, position - 1)
      .filter((one) => one === "\n").length + 1
  );
}

/** The server's message, with its detail and hint where it has some. */
export function told({ message, detail, hint }: DatabaseError): string {
  return [message, detail, hint].filter(Boolean).join(" · ");
}
