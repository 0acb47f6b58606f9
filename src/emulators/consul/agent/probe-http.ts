import { type IncomingMessage, request as requestHttp, STATUS_CODES } from "node:http";
import { request as requestHttps } from "node:https";
import type { CheckDefinition, Probe } from "./check-definition.js";
import { dialError } from "./dial-error.js";
import type { ProbeResult } from "./probe-result.js";

type HttpProbe = Extract<Probe, { kind: "http" }>;

/** Go's client follows as many. */
const maxRedirects = 10;

/** Asks an HTTP check's URL: 2xx is passing, 429 warning, anything else critical (Consul "HTTP check"). */
export async function probeHttp(
  probe: HttpProbe,
  { timeoutMs, maxOutput }: CheckDefinition,
  signal: AbortSignal,
): Promise<ProbeResult> {
  try {
    const { status, body } = await ask(probe, probe.url, timeoutMs, signal, maxRedirects);
    const reason = STATUS_CODES[status] ?? "";
    const output = `HTTP ${probe.method} ${probe.url}: ${status} ${reason} Output: ${body.slice(0, maxOutput)}`;
    if (status >= 200 && status <= 299) return { status: "passing", output };
    return { status: status === 429 ? "warning" : "critical", output };
  } catch (error) {
    const verb = `${probe.method.slice(0, 1)}${probe.method.slice(1).toLowerCase()}`;
    return { status: "critical", output: `${verb} "${probe.url}": ${dialError(error)}` };
  }
}

function ask(
  probe: HttpProbe,
  url: string,
  timeoutMs: number,
  signal: AbortSignal,
  redirects: number,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const target = new URL(url);
    const send = target.protocol === "https:" ? requestHttps : requestHttp;
    const request = send(target, {
      method: probe.method,
      agent: false,
      signal,
      rejectUnauthorized: !probe.skipVerify,
      headers: {
        "user-agent": "Consul Health Check",
        accept: "text/plain, text/*, */*",
        ...Object.fromEntries(
          Object.entries(probe.header).map(([name, values]) => [
            name.toLowerCase(),
            [values].flat().join(", "),
          ]),
        ),
        ...(probe.body === "" ? {} : { "content-length": Buffer.byteLength(probe.body) }),
      },
    });
    const timer = setTimeout(() => {
      const exceeded = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
      request.destroy(new Error(exceeded));
    }, timeoutMs);
    request.once("close", () => clearTimeout(timer));
    request.once("error", reject);
    request.once("response", (response) => {
      const { statusCode: status = 0, headers } = response;
      if (status >= 301 && status <= 308 && headers.location !== undefined && redirects > 0) {
        response.resume();
        const next = new URL(headers.location, target).href;
        const again = status >= 307 ? probe : { ...probe, method: "GET", body: "" };
        ask(again, next, timeoutMs, signal, redirects - 1).then(resolve, reject);
      } else readText(response).then((body) => resolve({ status, body }), reject);
    });
    request.end(probe.body);
  });
}

/** Enough for any output; what follows is not kept. */
const maxRead = 64 * 1024;

async function readText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    pieces.push(piece);
    if (length >= maxRead) break;
  }
  return Buffer.concat(pieces).subarray(0, maxRead).toString("utf8");
}
