import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import type { DetailParams } from "../../../src/errors/detail.js";
import { told } from "../../../src/messages/tell.js";
import type { FillParams } from "../../../src/messages/text.js";

/** What a program of a user's would do: start the server, say so, and stop it when told. */
const program = `
const [module, options] = process.argv.slice(1);
const { startPostgres } = await import(module);
const say = (fact) => console.log(JSON.stringify(fact));
try {
  const server = await startPostgres({ ...JSON.parse(options), log: (line) => console.error(line) });
  say({ pid: server.pid, port: server.port, superuser: server.superuser });
  server.whenEnded.then((end) => say({ end }));
  process.stdin.on("end", async () => {
    await Promise.all([server.stop(), server.stop()]);
    say({ stopped: true });
  }).resume();
} catch (error) {
  say({ code: error.code, params: error.params, text: String(error) });
}`;

export interface StartOptions {
  readonly dataFolder: string;
  readonly port: number;
  readonly password?: string;
}

export interface Started {
  readonly pid: number;
  readonly port: number;
  readonly superuser: string;
}

export interface Refused {
  readonly code: string;
  readonly params: FillParams;
}

export interface Runner {
  /** The built emulators. */
  readonly module: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
}

/** A process that hosts a PostgreSQL server. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly log: string[] = [];

  constructor({ module, env, uid, gid }: Runner, options: StartOptions) {
    const given = { password: "the password", ...options };
    this.child = spawn(
      process.execPath,
      ["--input-type=module", "-e", program, "--", module, JSON.stringify(given)],
      {
        stdio: ["pipe", "pipe", "pipe"],
        cwd: "/",
        env: { ...process.env, ...env },
        ...(uid !== undefined && { uid }),
        ...(gid !== undefined && { gid }),
      },
    );
    const { stdout, stderr } = this.child;
    if (!stdout || !stderr) throw new Error("no pipes");
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    createInterface({ input: stderr }).on("line", (line) => this.log.push(line));
    onTestFinished(() => void this.child.kill("SIGTERM"));
  }

  /** @throws what it said instead */
  async started(): Promise<Started> {
    const fact = await this.#next<Started>();
    if (typeof fact.pid !== "number") throw new Error(`${JSON.stringify(fact)}\n${this.log.join("\n")}`);
    onTestFinished(() => killIfAlive(fact.pid));
    return fact;
  }

  /** What the error says, in English. */
  async refused(): Promise<Refused> {
    const { code, params } = await this.#next<{ code: string; params: DetailParams }>();
    return { code, params: told(params, "en") };
  }

  async ended(): Promise<{ code: number | null; signal: string | null }> {
    return (await this.#next<{ end: { code: number | null; signal: string | null } }>()).end;
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    while (!(await this.#next<{ stopped?: boolean }>()).stopped);
    if (this.child.exitCode === null) await once(this.child, "exit");
  }

  /** Ends the host without warning; its server is left. */
  async kill(): Promise<void> {
    const gone = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await gone;
  }

  async #next<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`it ended without a word:\n${this.log.join("\n")}`);
    return JSON.parse(value) as T;
  }
}

/** An orphan that has ended stays a zombie until somebody collects it, which may take its time. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = process.platform === "linux" ? readFileSync(`/proc/${pid}/stat`, "utf8") : "";
    return !stat.includes(") Z ");
  } catch {
    return false;
  }
}

/** What a failed test leaves must not take the next one's port. */
function killIfAlive(pid: number): void {
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
}
