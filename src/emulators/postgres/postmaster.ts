import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { MsxError } from "../../errors/msx-error.js";
import type { PostgresEnd } from "./options.js";
import { readPidFile } from "./pid-file.js";
import { placeOf, serverEnvironment } from "./place.js";
import type { Account } from "./run-as.js";

export interface PostmasterWanted {
  readonly program: string;
  readonly clusterFolder: string;
  readonly account: Account | undefined;
  readonly host: string;
  readonly port: number;
  log(line: string): void;
}

/** Settings that differ from PostgreSQL's own. A commit waits for the disk, as everywhere: see docs/decisions. */
const settings = {
  // Its path may be too long for a socket, and two servers would meet in /tmp; clients come over TCP.
  unix_socket_directories: "",
  // As many clients as on the Docker engine, in the memory of a small machine.
  max_connections: "200",
  shared_buffers: "32MB",
  // What the log is read from.
  log_destination: "stderr",
  logging_collector: "off",
};

/** Recovery after a kill included. */
const readyWithinMs = 120_000;
const lookAgainMs = 5;
const shownLines = 50;
/** How long each way to end may take: fast, immediate (PostgreSQL's words), then killed. */
const fastMs = 10_000;
const immediateMs = 5_000;

/** A running server process. */
export class Postmaster {
  readonly pid: number;
  /** Resolves when it is gone; never rejects. */
  readonly ended: Promise<PostgresEnd>;
  readonly #child: ChildProcess;
  #isOver = false;
  readonly #lastLines: string[] = [];
  /** A host process that exits takes its server along; one that is killed leaves it to the next start. */
  readonly #atExit = (): void => void this.#child.kill("SIGINT");

  private constructor(child: ChildProcess, log: (line: string) => void) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    if (child.stderr) {
      createInterface({ input: child.stderr }).on("line", (line) => {
        this.#lastLines.push(line);
        if (this.#lastLines.length > shownLines) this.#lastLines.shift();
        log(line);
      });
    }
    process.once("exit", this.#atExit);
    // By "close" all lines were told; children of a killed server may hold the pipe a moment longer.
    const closed = once(child, "close");
    const exit = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
    this.ended = exit.then(async ([code, signal]) => {
      this.#isOver = true;
      process.off("exit", this.#atExit);
      await Promise.race([closed, delay(300, undefined, { ref: false })]);
      return { code, signal };
    });
  }

  /**
   * Starts a server on a cluster and resolves once it takes connections.
   * @throws MsxError LISTEN_FAILED, POSTGRES_UNAVAILABLE, POSTGRES_FAILED
   */
  static async start(wanted: PostmasterWanted): Promise<Postmaster> {
    const { program, clusterFolder, account, host, port, log } = wanted;
    const given = { ...settings, listen_addresses: host, port: String(port) };
    const options = Object.entries(given).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = spawn(program, ["-D", placeOf(clusterFolder, account), ...options], {
      cwd: clusterFolder,
      env: serverEnvironment(),
      stdio: ["ignore", "ignore", "pipe"],
      // A group of its own: the terminal's Ctrl-C means the host process, which then stops it.
      detached: true,
      ...account,
    });
    // Rejects with the reason when the program cannot be started.
    await once(child, "spawn").catch((cause: Error) => {
      throw new MsxError("POSTGRES_UNAVAILABLE", { detail: `${program}: ${cause.message}` }, { cause });
    });
    const postmaster = new Postmaster(child, log);
    await postmaster.#whenReady(wanted);
    return postmaster;
  }

  async #whenReady({ clusterFolder, host, port }: PostmasterWanted): Promise<void> {
    const until = performance.now() + readyWithinMs;
    while (!this.#isOver) {
      const file = readPidFile(clusterFolder);
      if (file?.pid === this.pid && file.isReady) return;
      if (performance.now() > until) this.#child.kill("SIGKILL");
      await delay(lookAgainMs);
    }
    const { code, signal } = await this.ended;
    const busy = this.#lastLines.find((line) => /could not bind|could not create listen socket/.test(line));
    if (busy !== undefined) {
      const detail = busy.replace(/^.*?LOG: +/, "");
      throw new MsxError("LISTEN_FAILED", { name: "postgres", address: `${host}:${port}`, detail });
    }
    const logs = this.#lastLines.join("\n");
    throw new MsxError("POSTGRES_FAILED", {
      folder: clusterFolder,
      detail: `postgres: ${code ?? signal}`,
      logs,
    });
  }

  async stop(): Promise<void> {
    if (this.#isOver) return;
    const timers = [
      setTimeout(() => this.#child.kill("SIGQUIT"), fastMs),
      setTimeout(() => this.#child.kill("SIGKILL"), fastMs + immediateMs),
    ];
    this.#child.kill("SIGINT");
    await this.ended;
    for (const timer of timers) clearTimeout(timer);
  }
}
