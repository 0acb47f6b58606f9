import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPostgres } from "../src/emulators/postgres/start-postgres.js";
import { freePort } from "../src/platform/free-port.js";
import type { BenchResult } from "./bench-result.js";
import { median } from "./measure-pairs.js";

const rounds = 10;
/** Issue 4: a warm start takes less than this of our own time. */
const promisedMs = 100;

/**
 * A warm start of PostgreSQL on the embedded engine without what the server itself takes: from its first line of log to the one by
 * which it takes connections.
 */
export async function benchPostgresStart(): Promise<BenchResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-postgres-"));
  try {
    await start(folder);
    const own: number[] = [];
    for (let round = 0; round < rounds; round += 1) own.push(await start(folder));
    const value = median(own);
    return {
      ...{ name: "PostgreSQL, embedded, warm start, our own time", floor: `${promisedMs} ms`, unit: "ms" },
      ...{ value, against: promisedMs, ratio: value / promisedMs, budget: { atMost: 1 } },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a server and stops it. @returns what was ours of the start, in milliseconds */
async function start(folder: string): Promise<number> {
  const startedAt = performance.now();
  let firstLine: number | undefined;
  let ready: number | undefined;
  const log = (line: string): void => {
    firstLine ??= performance.now();
    if (line.includes("database system is ready to accept connections")) ready ??= performance.now();
  };
  const port = await freePort();
  const server = await startPostgres({ dataFolder: path.join(folder, "data"), password: "p", port, log });
  const took = performance.now() - startedAt;
  await server.stop();
  return took - ((ready ?? 0) - (firstLine ?? 0));
}
