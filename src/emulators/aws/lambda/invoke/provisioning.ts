import { versionKey } from "../runtime/environment-program.js";
import type { Environments, Runnable } from "../runtime/environments.js";
import type { FunctionRecord } from "../state/function-record.js";
import { findVersion } from "./resolve-function.js";

/** Nobody waits for these to start, and Lambda gives them longer than a start on demand (Lambda runtime environment). */
const startMs = 120_000;

/** Keeps as many environments started as functions' provisioned concurrency says. */
export class Provisioning {
  /** Versions that are being filled up. */
  readonly #filling = new Set<string>();
  readonly #wanted = new Map<string, number>();
  readonly #failures = new Map<string, string>();
  #isStarted = false;

  /** @param most no more than this many of one version */
  constructor(
    private readonly environments: Environments,
    readonly most: number,
  ) {}

  start(records: readonly FunctionRecord[]): void {
    this.#isStarted = true;
    for (const record of records) this.update(record);
  }

  close(): void {
    this.#isStarted = false;
  }

  /** Starts what is missing, and ends what is too much or out of date. Also for what has ended by itself, as after a timeout. */
  update(record: FunctionRecord): void {
    if (!this.#isStarted) return;
    const wanted = wantedOf(record);
    for (const [key, one] of wanted) {
      this.#failures.delete(key);
      this.#wanted.set(key, one.count);
      void this.#fill(key, one.runnable);
    }
    const kept = new Map<string, number>();
    this.environments.retire(record, (member) => {
      const key = versionKey(member.runnable.identity, member.runnable.version);
      if (!member.isProvisioned) return isCurrent(record, member.runnable);
      const before = kept.get(key) ?? 0;
      kept.set(key, before + 1);
      return before < (wanted.get(key)?.count ?? 0);
    });
  }

  state(
    record: FunctionRecord,
    qualifier: string,
  ): { allocated: number; available: number; failure?: string } {
    const runnable = runnableOf(record, qualifier);
    if (runnable === undefined) return { allocated: 0, available: 0 };
    const { requested = 0 } = record.provisioned[qualifier] ?? {};
    const ready = this.environments.provisioned(runnable).filter(({ environment }) => environment.isReady);
    const allocated = Math.min(requested, ready.length);
    const failure = this.#failures.get(versionKey(record, runnable.version));
    return { allocated, available: allocated, ...(failure !== undefined && { failure }) };
  }

  async #fill(key: string, runnable: Runnable): Promise<void> {
    if (this.#filling.has(key)) return;
    this.#filling.add(key);
    try {
      while (
        this.#isStarted &&
        this.environments.provisioned(runnable).length < (this.#wanted.get(key) ?? 0)
      ) {
        if (await this.environments.provision(runnable, startMs)) continue;
        this.#failures.set(key, "FUNCTION_ERROR_INIT_FAILURE");
        return;
      }
    } catch {
      // The emulator ends.
    } finally {
      this.#filling.delete(key);
    }
  }
}

/** By version: an alias and a number may mean the same one. */
function wantedOf(record: FunctionRecord): Map<string, { runnable: Runnable; count: number }> {
  const wanted = new Map<string, { runnable: Runnable; count: number }>();
  for (const [qualifier, { requested }] of Object.entries(record.provisioned)) {
    const runnable = runnableOf(record, qualifier);
    if (runnable === undefined) continue;
    const key = versionKey(record, runnable.version);
    wanted.set(key, { runnable, count: (wanted.get(key)?.count ?? 0) + requested });
  }
  return wanted;
}

function runnableOf(record: FunctionRecord, qualifier: string): Runnable | undefined {
  const number = record.aliases.find(({ name }) => name === qualifier)?.version ?? qualifier;
  const version = findVersion(record, number);
  return version === undefined ? undefined : { identity: record, version };
}

function isCurrent(record: FunctionRecord, { version }: Runnable): boolean {
  return findVersion(record, version.version)?.revisionId === version.revisionId;
}
