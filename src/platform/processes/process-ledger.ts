import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { isAlive, processStartTime } from "../process-start-time.js";

const identity = z.object({
  pid: z.number().int().positive(),
  /** Tells the process from a later one that was given the same pid. */
  started: z.string(),
});
const entry = identity.extend({ owner: z.string(), parent: identity });
export type LedgerEntry = z.infer<typeof entry>;
type Identity = z.infer<typeof identity>;

/** How long a process left behind may take to end by itself before it is killed. */
const patienceMs = 5_000;
const lookAgainMs = 50;

/**
 * The child processes of a workspace, and what an msx runs itself, one file each in `.msx/run/processes`, so that what a killed msx left running is
 * found and ended by the next one.
 */
export class ProcessLedger {
  readonly #folder: string;

  constructor(workspaceFolder: string) {
    this.#folder = path.join(workspaceFolder, ".msx", "run", "processes");
  }

  add(owner: string, pid: number): void {
    this.#write(this.#file(pid), { owner, ...identify(pid), parent: identify(process.pid) });
  }

  remove(pid: number): void {
    rmSync(this.#file(pid), { force: true });
  }

  /** Says that this msx itself runs something, where there is no child process to tell. @returns what takes it back */
  hold(owner: string): () => void {
    const own = identify(process.pid);
    const file = path.join(this.#folder, `${process.pid}-${owner}.json`);
    this.#write(file, { owner, ...own, parent: own });
    return () => rmSync(file, { force: true });
  }

  /** What live msx processes other than this one have started. */
  ofOthers(): readonly LedgerEntry[] {
    return this.#entries().filter(({ parent }) => parent.pid !== process.pid && isAlive(parent));
  }

  /** Ends the processes whose msx is gone, with all they started: SIGTERM, then SIGKILL. Resolves when they are gone. */
  async reap(): Promise<void> {
    const orphans = this.#files().filter(({ entry: { parent } }) => !isAlive(parent));
    await Promise.all(
      orphans.map(async ({ file, entry: orphan }) => {
        await end(orphan);
        rmSync(file, { force: true });
      }),
    );
  }

  #write(file: string, written: LedgerEntry): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(written), { mode: 0o600 });
  }

  #entries(): LedgerEntry[] {
    return this.#files().map((one) => one.entry);
  }

  #files(): { readonly file: string; readonly entry: LedgerEntry }[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return [];
    }
    return names.flatMap((name) => {
      const file = path.join(this.#folder, name);
      try {
        return [{ file, entry: entry.parse(JSON.parse(readFileSync(file, "utf8"))) }];
      } catch {
        return []; // Half-written by a crash, or removed meanwhile.
      }
    });
  }

  #file(pid: number): string {
    return path.join(this.#folder, `${pid}.json`);
  }
}

function identify(pid: number): Identity {
  return { pid, started: processStartTime(pid) ?? "" };
}

async function end(orphan: Identity): Promise<void> {
  const until = performance.now() + patienceMs;
  if (isAlive(orphan)) signalGroup(orphan.pid, "SIGTERM");
  while (isAlive(orphan)) {
    if (performance.now() > until) signalGroup(orphan.pid, "SIGKILL");
    await delay(lookAgainMs);
  }
}

/** Signals a process that leads a group of its own, and with it what it started. Nothing happens when it is gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // Gone already.
  }
}
