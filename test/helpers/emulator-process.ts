import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { msxBin } from "./msx.js";

/** What `msx emulator … --json` says first. */
export interface Listening {
  readonly type: string;
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly data: string | null;
}

/** `msx emulator NAME` on a folder, as its users run it. */
export class EmulatorProcess<Said extends Listening = Listening> {
  #child: ChildProcess | undefined;
  #port = 0;
  #lastLine = "";

  constructor(
    private readonly name: string,
    private readonly folder: string,
    private readonly flags: readonly string[] = [],
  ) {}

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** The last line that it wrote. */
  get lastLine(): string {
    return this.#lastLine;
  }

  /** Starts it, on the same port as before, and waits until it listens. */
  async start(): Promise<Said> {
    const where = ["--data", this.folder, "--port", String(this.#port)];
    const args = [msxBin, "emulator", this.name, "--json", ...where, ...this.flags];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.#child = child;
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the ${this.name} emulator ended with ${code} before it listened`);
    });
    ended.catch(() => undefined);
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      this.#lastLine = line;
    });
    const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
    const said = JSON.parse(line) as Said;
    this.#port = said.port;
    return said;
  }

  async killAndRestart(): Promise<Said> {
    await this.kill();
    return this.start();
  }

  /** Ends it without warning. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends it as Ctrl-C does. @returns its exit code */
  async stop(): Promise<number | null> {
    return this.#end("SIGINT");
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    // Its last line is read by then.
    const exit = once(child, "close");
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }
}
