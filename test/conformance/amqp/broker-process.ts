import { EmulatorProcess, type Listening } from "../../helpers/emulator-process.js";
import type { BrokerUnderTest } from "./broker-under-test.js";

/** `msx emulator amqp` on a folder, as its users run it. */
export class BrokerProcess {
  readonly #process: EmulatorProcess<Listening & { readonly managementUrl: string }>;

  constructor(folder: string) {
    this.#process = new EmulatorProcess("amqp", folder, ["--management-port", "0"]);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Starts it, on the same port as before, and waits until it listens. */
  async start(): Promise<BrokerUnderTest> {
    const { url, managementUrl } = await this.#process.start();
    return { kind: "msx", url, managementUrl, killAndRestart: () => this.killAndRestart() };
  }

  async killAndRestart(): Promise<void> {
    await this.#process.killAndRestart();
  }

  /** Ends it without warning. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** Ends it as Ctrl-C does. @returns its exit code */
  async stop(): Promise<number | null> {
    return this.#process.stop();
  }
}
