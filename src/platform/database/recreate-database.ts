import { escapeIdentifier } from "pg";
import { provisionService, withSession } from "../resources/postgres/provision.js";
import { answering, type ServiceDatabase } from "./service-database.js";

/** Dropping removes files, and writes a checkpoint first: on a busy disk that is not done in a moment. */
const dropTimeoutMs = 120_000;

/**
 * Drops the database with all that is in it, whoever is connected, and makes it again, empty. When it is cut off between
 * the two, `msx up` makes it.
 * @throws MsxError DATABASE_FAILED; the signal's reason
 */
export async function recreateDatabase(
  { service, name, admin, owner }: ServiceDatabase,
  signal: AbortSignal,
): Promise<void> {
  await answering(signal, () =>
    withSession(
      admin,
      "postgres",
      signal,
      async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
        await provisionService(client, admin, service, owner.password, signal);
      },
      dropTimeoutMs,
    ),
  );
}
