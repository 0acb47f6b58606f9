import { existsSync } from "node:fs";
import path from "node:path";
import { MsxError } from "../../errors/msx-error.js";
import { lockData } from "../journal/data-lock.js";
import { prepareBinaries } from "./binaries.js";
import { ensureCluster } from "./cluster.js";
import type { PostgresOptions, PostgresServer } from "./options.js";
import { reapOrphan } from "./orphans.js";
import { Postmaster } from "./postmaster.js";
import { accountFor } from "./run-as.js";

/**
 * Starts PostgreSQL as a child of this process and resolves once it takes connections. What a killed process left running on
 * the same data is ended first. As root it runs as an unprivileged account, wherever the folder lies.
 * @throws MsxError POSTGRES_UNAVAILABLE, POSTGRES_FAILED, LISTEN_FAILED, DATA_UNUSABLE, DATA_OTHER_VERSION
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dataFolder = path.resolve(options.dataFolder);
  const clusterFolder = clusterOf(dataFolder);
  const unlock = lockData(dataFolder);
  try {
    const postmaster = await start(options, clusterFolder);
    void postmaster.ended.then(unlock);
    return {
      port: options.port,
      superuser: "postgres",
      pid: postmaster.pid,
      stop: () => postmaster.stop(),
      whenEnded: postmaster.ended,
    };
  } catch (error) {
    unlock();
    if (error instanceof MsxError) throw error;
    // A call of the file system: it is full, read-only, or not ours.
    throw new MsxError(
      "DATA_UNUSABLE",
      { folder: dataFolder, detail: (error as Error).message },
      { cause: error },
    );
  }
}

/**
 * Ends the server that a killed process left running on this data, so that its port is free again.
 * @throws MsxError DATA_UNUSABLE when a live process has the data
 */
export async function reapPostgres(dataFolder: string): Promise<void> {
  const clusterFolder = clusterOf(dataFolder);
  if (!existsSync(clusterFolder)) return;
  const unlock = lockData(dataFolder);
  try {
    await reapOrphan(clusterFolder);
  } finally {
    unlock();
  }
}

function clusterOf(dataFolder: string): string {
  return path.join(dataFolder, "cluster");
}

async function start(options: PostgresOptions, clusterFolder: string): Promise<Postmaster> {
  const account = accountFor(clusterFolder);
  const binaries = await prepareBinaries(account);
  const { password, port, host = "127.0.0.1", log = () => undefined } = options;
  await ensureCluster({ folder: clusterFolder, binaries, account, password });
  await reapOrphan(clusterFolder);
  return Postmaster.start({ program: binaries.postgres, clusterFolder, account, host, port, log });
}
