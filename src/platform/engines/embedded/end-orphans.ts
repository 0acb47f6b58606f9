import path from "node:path";
import { reapPostgres } from "../../../emulators/postgres/start-postgres.js";
import { ProcessLedger } from "../../processes/process-ledger.js";
import type { Places } from "./places.js";

/**
 * Ends what a killed supervisor of this workspace left running: services by pid and start time, PostgreSQL by its data. Only
 * while no supervisor lives.
 */
export async function endOrphans(workspaceFolder: string, places: Places): Promise<void> {
  // Services first: they finish what they have with a database that still answers.
  await new ProcessLedger(workspaceFolder).reap();
  await reapPostgres(path.join(places.data, "postgres"));
}
