import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import * as z from "zod";
import { MsxError } from "../../errors/msx-error.js";
import type { Front } from "../front.js";
import type { DevFunction } from "./function-host.js";

const line = z.object({ port: z.number() });
const healthTimeoutMs = 3_000;

/** @throws MsxError INSPECT_UNSUPPORTED when what stands behind this endpoint is not msx's own AWS */
export async function assertInspectable(endpoint: string): Promise<void> {
  const health = await fetch(`${endpoint}/_msx/health`, {
    signal: AbortSignal.timeout(healthTimeoutMs),
  }).then(
    (response) => response.text(),
    () => "",
  );
  if (!health.includes('"lambda"')) throw new MsxError("INSPECT_UNSUPPORTED", { endpoint });
}

/** A function that runs under Node's inspector for as long as this is open; its debugger is found behind a front. */
export class Inspection {
  readonly #request: ClientRequest;
  #ports = 0;
  #waiting: (() => void)[] = [];

  private constructor(
    asked: ClientRequest,
    readonly target: DevFunction,
    readonly front: Front,
  ) {
    this.#request = asked;
  }

  /** @throws Error with what the emulator said */
  static async open(endpoint: string, target: DevFunction, front: Front): Promise<Inspection> {
    const url = `${endpoint}/_msx/lambda/inspect?function=${encodeURIComponent(target.arn)}`;
    const asked = request(url, { method: "POST", headers: { "content-type": "application/json" } }).end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    // It ends with msx, or with the platform; neither is a failure of it.
    asked.on("error", () => undefined);
    answer.on("error", () => undefined);
    const inspection = new Inspection(asked, target, front);
    const lines = createInterface({ input: answer }).on("error", () => undefined);
    if (answer.statusCode !== 200) {
      const [text] = (await once(lines, "line")) as [string];
      throw new Error(`${target.name}: ${text}`);
    }
    lines.on("line", (text) => inspection.#opened(line.parse(JSON.parse(text)).port));
    return inspection;
  }

  /** How many processes there have been. */
  get count(): number {
    return this.#ports;
  }

  /** Resolves when there was another process than the first `count`, or when it has taken too long. */
  async another(count: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const late = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const given = new Promise<void>((resolve) =>
      late.addEventListener("abort", () => resolve(), { once: true }),
    );
    while (this.#ports <= count && !late.aborted) {
      await Promise.race([given, new Promise<void>((resolve) => this.#waiting.push(resolve))]);
    }
  }

  /** The function runs on without an inspector; what a breakpoint holds goes on. */
  close(): void {
    this.front.close();
    this.#request.destroy();
  }

  #opened(port: number): void {
    this.#ports += 1;
    this.front.switchTo(port, { cut: true });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
