import { readdirSync } from "node:fs";
import path from "node:path";
import { type Client, DatabaseError } from "pg";
import { MsxError } from "../../errors/msx-error.js";
import type { Service } from "../../workspace/workspace.js";
import { readText } from "../../workspace/yaml-file.js";
import { withSession } from "../resources/postgres/provision.js";
import { lineAt, told } from "./run-sql.js";
import { answering, type ServiceDatabase } from "./service-database.js";

/** Where a service keeps its sample data, in its own folder. */
const seedsFolder = "seeds";

export interface Seed {
  /** Below the service's folder: `seeds/001-stock.sql`. */
  readonly file: string;
  readonly sql: string;
}

/**
 * The sample data of a service, in the order of the files' names.
 * @throws MsxError SEEDS_MISSING, FILE_UNREADABLE
 */
export function readSeeds({ name, folder }: Service): readonly Seed[] {
  const seeds = sqlFiles(path.join(folder, seedsFolder)).map((file) => ({
    file: `${seedsFolder}/${file}`,
    sql: readText(path.join(folder, seedsFolder, file)),
  }));
  if (seeds.length > 0) return seeds;
  throw new MsxError("SEEDS_MISSING", { service: name, folder: path.join(folder, seedsFolder) });
}

function sqlFiles(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && /^[^.].*\.sql$/.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw new MsxError("FILE_UNREADABLE", { file: folder, detail: message }, { cause: error });
  }
}

/**
 * Runs them all as the service's own role, in one transaction: all of their rows are there afterwards, or none.
 * @throws MsxError SEED_FAILED with the file, and the line where PostgreSQL says one; SEED_COMMITS; DATABASE_FAILED; the signal's reason
 */
export function runSeeds(
  { service, name, owner }: ServiceDatabase,
  seeds: readonly Seed[],
  signal: AbortSignal,
): Promise<void> {
  return answering(signal, () =>
    withSession(
      owner,
      name,
      signal,
      async (client) => {
        await client.query("BEGIN");
        const transaction = await currentTransaction(client);
        for (const { file, sql } of seeds) {
          await client.query(sql).catch((error: unknown) => {
            throw seedFailure(error, name, file, sql);
          });
          if ((await currentTransaction(client)) !== transaction) {
            throw new MsxError("SEED_COMMITS", { service, database: name, file });
          }
        }
        await client.query("COMMIT");
      },
      Number.POSITIVE_INFINITY,
    ),
  );
}

async function currentTransaction(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>("SELECT txid_current()::text AS id");
  return rows[0]?.id;
}

function seedFailure(error: unknown, database: string, file: string, sql: string): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const where = error.position === undefined ? file : `${file}:${lineAt(sql, Number(error.position))}`;
  return new MsxError("SEED_FAILED", { database, file: where, detail: told(error) }, { cause: error });
}
