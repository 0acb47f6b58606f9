import { errors, request as send } from "undici";
import type { HeaderField, ProxyAnswer } from "../../../proxy-events/exchange.js";
import { maxPayloadBytes } from "./receive-request.js";

/** How asking an HTTP endpoint for an API ended. */
export type Forwarded =
  | { readonly kind: "answered"; readonly answer: ProxyAnswer }
  | { readonly kind: "timeout" }
  /** Nothing answered, or too much, or no HTTP. */
  | { readonly kind: "failed" };

export interface ForwardOptions {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly HeaderField[];
  readonly body: Buffer;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Fields of one connection only, and the host of the API. */
const notSent: ReadonlySet<string> = new Set([
  ...["connection", "content-length", "expect", "host", "keep-alive", "te", "trailer"],
  ...["proxy-connection", "transfer-encoding", "upgrade"],
]);

const notReturned: ReadonlySet<string> = new Set([
  ...["connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade"],
]);

/** Sends a request on to an HTTP endpoint; redirects go back to the client. */
export async function forwardHttp(options: ForwardOptions): Promise<Forwarded> {
  const { url, method, body, headers, timeoutMs, signal } = options;
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await send(url, {
      method: method as "GET",
      headers: headers.filter(([name]) => !notSent.has(name.toLowerCase())).flat(),
      body: body.length === 0 ? null : body,
      signal: AbortSignal.any([signal, late]),
      responseHeaders: "raw",
    });
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of response.body as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > maxPayloadBytes) return { kind: "failed" };
      pieces.push(piece);
    }
    const fields = readRaw(response.headers);
    const answer = { status: response.statusCode, headers: fields, body: Buffer.concat(pieces) };
    return { kind: "answered", answer };
  } catch (error) {
    const isLate = late.aborted || error instanceof errors.HeadersTimeoutError;
    return { kind: isLate ? "timeout" : "failed" };
  }
}

/** With `responseHeaders: "raw"` undici gives an array of names and values, which its types do not say. */
function readRaw(headers: unknown): HeaderField[] {
  const raw = Array.isArray(headers) ? headers.map(String) : [];
  const fields: HeaderField[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    if (!notReturned.has(name.toLowerCase())) fields.push([name, raw[index + 1] ?? ""]);
  }
  return fields;
}
