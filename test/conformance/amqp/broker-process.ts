import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { msxBin } from "../../helpers/msx.js";
import type { BrokerUnderTest } from "./broker-under-test.js";

interface Listening {
  readonly type: string;
  readonly url: string;
  readonly port: number;
  readonly managementUrl: string;
}

/** `msx emulator amqp` on a folder, as its users run it. */
export class BrokerProcess {
  #child: ChildProcess | undefined;
  #port = 0;

  constructor(private readonly folder: string) {}

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts it, on the same port as before, and waits until it listens. */
  async start(): Promise<BrokerUnderTest> {
    const args = [msxBin, "emulator", "amqp", "--json", "--data", this.folder, "--port", String(this.#port)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.#child = child;
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the broker ended with ${code} before it listened`);
    });
    ended.catch(() => undefined);
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended])) as [
      string,
    ];
    const { url, port, managementUrl } = JSON.parse(line) as Listening;
    this.#port = port;
    return { kind: "msx", url, managementUrl, killAndRestart: () => this.killAndRestart() };
  }

  async killAndRestart(): Promise<void> {
    await this.kill();
    await this.start();
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
    const exit = once(child, "exit");
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }
}
