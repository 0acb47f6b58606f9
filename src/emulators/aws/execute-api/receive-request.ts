import type { IncomingMessage } from "node:http";
import { type HeaderField, headerFields, headerValue } from "../../../proxy-events/exchange.js";
import { newTraceRoot } from "../trace-id.js";

/** API Gateway's largest payload (quotas of REST and of HTTP APIs). */
export const maxPayloadBytes = 10 * 1024 * 1024;

/** A request to a served API, with what API Gateway adds to it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly headers: readonly HeaderField[];
  /** undefined where it is larger than {@link maxPayloadBytes}. */
  readonly body: Buffer | undefined;
  readonly sourceIp: string;
  readonly protocol: string;
  /** `Root=1-…` */
  readonly traceId: string;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export async function receiveRequest(req: IncomingMessage, signal: AbortSignal): Promise<ReceivedRequest> {
  const sent = headerFields(req.rawHeaders);
  const sourceIp = (req.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
  const traceId = headerValue(sent, "x-amzn-trace-id") ?? newTraceRoot();
  const before = sent.filter(([name]) => name.toLowerCase() === "x-forwarded-for").map(([, value]) => value);
  const added: readonly HeaderField[] = [
    ["X-Amzn-Trace-Id", traceId],
    ["X-Forwarded-For", [...before, sourceIp].join(", ")],
    ["X-Forwarded-Port", String(req.socket.localPort)],
    ["X-Forwarded-Proto", "http"],
  ];
  const replaced = new Set(added.map(([name]) => name.toLowerCase()));
  const kept = sent.filter(([name]) => !replaced.has(name.toLowerCase()));
  return {
    ...{ method: req.method ?? "GET", headers: [...kept, ...added], body: await readBytes(req) },
    ...{ sourceIp, protocol: `HTTP/${req.httpVersion}`, traceId, signal },
  };
}

async function readBytes(req: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of req as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length <= maxPayloadBytes) pieces.push(piece);
    else pieces.length = 0;
    // Read to its end, so that the client gets the answer; but not for ever.
    if (length > 10 * maxPayloadBytes) break;
  }
  return length > maxPayloadBytes ? undefined : Buffer.concat(pieces);
}
