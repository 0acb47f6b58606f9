import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { appendFile, chmod, chown, mkdir, open, rename, rm, unlink } from "node:fs/promises";
import path from "node:path";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import type { Binaries } from "./binaries.js";
import { placeOf, serverEnvironment } from "./place.js";
import type { Account } from "./run-as.js";

export interface ClusterWanted {
  readonly folder: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly password: string;
}

/**
 * Makes a database cluster (PostgreSQL's word for the data of one server) unless there is one; it takes its name only when
 * it is complete.
 * @throws MsxError DATA_UNUSABLE, DATA_OTHER_VERSION, POSTGRES_FAILED
 */
export async function ensureCluster(wanted: ClusterWanted): Promise<void> {
  const { folder, binaries, account } = wanted;
  if (assertUsable(folder, binaries.major)) return;
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  await chmod(making, 0o700);
  if (account) await chown(making, account.uid, account.gid);
  await initialise(wanted, making);
  // As the official image has it: who may come is decided by the address it listens on, and by the password.
  await appendFile(path.join(making, "pg_hba.conf"), "host all all all scram-sha-256\n");
  await rename(making, folder);
}

/** Whether there is a cluster of this version. */
function assertUsable(folder: string, wanted: string): boolean {
  const parent = path.dirname(folder);
  if (existsSync(path.join(parent, "PG_VERSION"))) {
    throw new MsxError("DATA_UNUSABLE", {
      folder: parent,
      detail: phrase("data-of-another-server"),
    });
  }
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  const self = process.geteuid?.();
  if (self !== 0 && stat.uid !== self) {
    throw new MsxError("DATA_UNUSABLE", {
      folder,
      detail: phrase("data-of-another-user", { uid: stat.uid }),
    });
  }
  if (!existsSync(path.join(folder, "PG_VERSION"))) {
    if (readdirSync(folder).length === 0) return false;
    throw new MsxError("DATA_UNUSABLE", { folder, detail: phrase("data-not-of-postgres") });
  }
  const found = readFileSync(path.join(folder, "PG_VERSION"), "utf8").trim();
  if (found !== wanted) throw new MsxError("DATA_OTHER_VERSION", { folder, found, wanted });
  return true;
}

async function initialise({ binaries, account, password }: ClusterWanted, folder: string): Promise<void> {
  const passwordFile = await openUnnamed(`${folder}.password`, password, account);
  try {
    const child = spawn(
      binaries.initdb,
      [
        ...["-D", placeOf(folder, account), "--username=postgres", "--pwfile=/dev/stdin"],
        // Texts are ordered much as by the official image's en_US.utf8, on every system alike.
        ...["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US"],
        ...["--auth=scram-sha-256", "--no-instructions", "--no-sync"],
      ],
      { cwd: folder, env: serverEnvironment(), stdio: [passwordFile.fd, "pipe", "pipe"], ...account },
    );
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => output.push(text));
    }
    const [code, signal] = (await once(child, "close").catch((error: Error) => [error.message])) as unknown[];
    if (code !== 0) {
      throw new MsxError("POSTGRES_FAILED", {
        folder,
        detail: `initdb: ${code ?? signal}`,
        logs: output.join(""),
      });
    }
  } finally {
    await passwordFile.close();
  }
}

/** A file that only its descriptor leads to, so that the password lies nowhere, whatever happens. */
async function openUnnamed(file: string, text: string, account: Account | undefined) {
  await rm(file, { force: true });
  const written = await open(file, "wx+", 0o600);
  try {
    if (account) await written.chown(account.uid, account.gid);
    await unlink(file);
    await written.write(text, 0);
    return written;
  } catch (error) {
    await written.close();
    throw error;
  }
}
