import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** One kind of request; `{id}` in its texts is another unique id each time. */
export interface LoadRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  /** The only status that is no failure. */
  readonly status: number;
  /** What the answer's body must hold. */
  readonly contains: string;
  /** A pattern; what its first group finds in the answer's body is noted. */
  readonly note?: string;
}

export interface LoadOptions {
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  /** Clients that keep their connection. */
  readonly kept: number;
  /** Clients that connect anew for each request. */
  readonly fresh: number;
  /** Between the answer and the next request of a client. */
  readonly pauseMs: number;
  /** Sent in turn by each client. */
  readonly requests: readonly LoadRequest[];
}

export interface LoadReport {
  readonly sent: number;
  readonly failed: number;
  /** The first of them, each with its time, kind of connection and what was seen. */
  readonly failures: readonly string[];
  /** Answers that named a `version`, by it. */
  readonly byVersion: Readonly<Record<string, number>>;
  /** Ids of the requests other than GET that succeeded; only when the load has ended. */
  readonly succeeded: readonly string[];
  /** What was noted of the answers; only when the load has ended. */
  readonly noted: readonly string[];
}

/** Requests sent without end by a process of their own, so that what the test does does not slow them down. */
export class HttpLoad {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, "exit").then(([code]) => {
      throw new Error(`the load ended with ${code}`);
    });
    this.#ended.catch(() => undefined);
  }

  /** Starts, and returns when each client was answered. */
  static async start(options: LoadOptions): Promise<HttpLoad> {
    const program = fileURLToPath(new URL("http-load-process.ts", import.meta.url));
    const execArgv = ["--import", "tsx"];
    const load = new HttpLoad(fork(program, [JSON.stringify(options)], { execArgv, stdio: "inherit" }));
    await load.advance(2 * (options.kept + options.fresh));
    return load;
  }

  /** What was counted so far. */
  soFar(): Promise<LoadReport> {
    return this.#ask("report");
  }

  /** Waits until this many more requests were sent; answers what was counted by then. */
  async advance(requests: number): Promise<LoadReport> {
    const end = Date.now() + 120_000;
    const { sent: before } = await this.soFar();
    for (;;) {
      const now = await this.soFar();
      if (now.sent >= before + requests) return now;
      if (Date.now() > end) throw new Error(`only ${now.sent - before} of ${requests} requests in 120 s`);
      await sleep(100);
    }
  }

  /** Lets every request end and answers the whole count. */
  async stop(): Promise<LoadReport> {
    const report = await this.#ask("stop");
    await this.#ended.catch(() => undefined);
    return report;
  }

  /** Ends it at once; for what follows a failure. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async #ask(question: "report" | "stop"): Promise<LoadReport> {
    const answer = once(this.#child, "message") as Promise<[LoadReport]>;
    this.#child.send(question);
    const [report] = await Promise.race([answer, this.#ended]);
    return report;
  }
}
