import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { msxBin } from "./msx.js";

interface Listening {
  readonly type: string;
  readonly url: string;
  readonly port: number;
  readonly token: string;
}

/** `msx dashboard` on a workspace, as its users run it. */
export class DashboardProcess {
  readonly #child: ChildProcess;
  readonly #said: Listening;
  #lastLine = "";
  #errors = "";

  private constructor(child: ChildProcess, said: Listening) {
    this.#child = child;
    this.#said = said;
  }

  static async start(
    cwd: string,
    { env = {}, flags = [] }: { env?: Record<string, string>; flags?: readonly string[] } = {},
  ): Promise<DashboardProcess> {
    const child = spawn(process.execPath, [msxBin, "dashboard", "--json", "--port", "0", ...flags], {
      cwd,
      env: { ...process.env, LANG: "C", LC_ALL: "C", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`msx dashboard ended with ${code} before it listened: ${errors}`);
    });
    ended.catch(() => undefined);
    const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
    const dashboard = new DashboardProcess(child, JSON.parse(line) as Listening);
    lines.on("line", (next) => {
      dashboard.#lastLine = next;
    });
    child.stderr.on("data", () => {
      dashboard.#errors = errors;
    });
    return dashboard;
  }

  /** With its token. */
  get url(): string {
    return this.#said.url;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#said.port}`;
  }

  get port(): number {
    return this.#said.port;
  }

  get token(): string {
    return this.#said.token;
  }

  get lastLine(): string {
    return this.#lastLine;
  }

  /** What it wrote on stderr. */
  get errors(): string {
    return this.#errors;
  }

  /** Asks as the page does. */
  get(path: string, token = this.token): Promise<Response> {
    return fetch(`${this.origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
  }

  /** The first value of a topic of the live stream for which the condition holds. */
  async live<T>(topic: string, condition: (told: T) => boolean): Promise<T> {
    const response = await this.get("/api/live");
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, event, data = ""] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (event !== topic) continue;
        const told = JSON.parse(data) as T;
        if (condition(told)) return told;
      }
    }
    throw new Error(`the live stream ended without it; ${text}`);
  }

  /** Ends it as Ctrl-C does. @returns its exit code */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    // Its last line is read by then.
    const exit = once(this.#child, "close");
    this.#child.kill("SIGINT");
    const [code] = (await exit) as [number | null];
    return code;
  }
}
