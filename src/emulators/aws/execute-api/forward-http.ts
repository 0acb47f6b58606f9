import http, { type IncomingMessage } from "node:http";
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
  const late = AbortSignal.timeout(options.timeoutMs);
  try {
    const response = await send(options, AbortSignal.any([options.signal, late]));
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of response as AsyncIterable<Buffer>) {
      length += piece.length;
      // To leave the loop ends the connection.
      if (length > maxPayloadBytes) return { kind: "failed" };
      pieces.push(piece);
    }
    const headers = returnedFields(response.rawHeaders);
    return {
      kind: "answered",
      answer: { status: response.statusCode ?? 0, headers, body: Buffer.concat(pieces) },
    };
  } catch {
    return { kind: late.aborted ? "timeout" : "failed" };
  }
}

async function send(
  { url, method, headers, body }: ForwardOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { protocol, host } = new URL(url);
  const { request } = protocol === "https:" ? await import("node:https") : http;
  const fields = [
    ["host", host],
    ...headers.filter(([name]) => !notSent.has(name.toLowerCase())),
    ...(body.length > 0 ? [["content-length", String(body.length)]] : []),
  ];
  return new Promise((resolve, reject) => {
    request(url, { method, headers: fields.flat(), signal })
      .once("response", resolve)
      .once("error", reject)
      .end(body);
  });
}

/** @param raw names and values in turns */
function returnedFields(raw: readonly string[]): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    if (!notReturned.has(name.toLowerCase())) fields.push([name, raw[index + 1] ?? ""]);
  }
  return fields;
}
