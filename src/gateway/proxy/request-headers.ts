import type { IncomingMessage } from "node:http";
import { connectionNamed, isHopByHop } from "./hop-by-hop.js";

/** Fields the gateway writes itself; what the client sent under these names is not passed on as it is. */
const REPLACED: ReadonlySet<string> = new Set([
  "forwarded",
  "host",
  "traceparent",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-request-id",
]);

/** What the gateway adds to a request. */
export interface AddedHeaders {
  readonly requestId: string;
  /** False when the trace was not continued: `tracestate` belongs to the trace it came with. */
  readonly keepTracestate: boolean;
}

/** How a request's body is marked (RFC 9112, section 6); node's parser has refused what is not clear about it. */
export type RequestFraming = "none" | "length" | "chunked";

/** Methods whose requests say that they have no body (RFC 9110, section 8.6): some services answer 411 otherwise. */
const BODY_EXPECTED: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/**
 * The header fields to send on, as lines: order, case and repeated fields kept, hop-by-hop fields and those named by
 * `Connection` dropped. `X-Forwarded-For` is appended to; `X-Forwarded-Host` and `-Proto` say how the request reached
 * this gateway. `Host` and `traceparent` are not among them: each attempt has its own.
 */
export function buildRequestHeaders(
  req: IncomingMessage,
  framing: RequestFraming,
  added: AddedHeaders,
): string {
  const { rawHeaders, headers } = req;
  const named = connectionNamed(headers.connection);
  let lines = `X-Request-ID: ${added.requestId}\r\n`;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const lower = name.toLowerCase();
    if (REPLACED.has(lower) || isHopByHop(lower) || named?.has(lower) === true) continue;
    if (lower === "tracestate" && !added.keepTracestate) continue;
    lines += `${name}: ${rawHeaders[index + 1] ?? ""}\r\n`;
  }
  if (framing === "chunked") lines += "Transfer-Encoding: chunked\r\n";
  else if (headers["content-length"] === undefined && BODY_EXPECTED.has(req.method ?? "")) {
    lines += "Content-Length: 0\r\n";
  }
  const remote = req.socket.remoteAddress ?? "";
  const forwarded = named?.has("x-forwarded-for") === true ? undefined : headers["x-forwarded-for"];
  lines += `X-Forwarded-For: ${forwarded === undefined ? remote : `${String(forwarded)}, ${remote}`}\r\n`;
  lines += "X-Forwarded-Proto: http\r\n";
  if (headers.host !== undefined) lines += `X-Forwarded-Host: ${headers.host}\r\n`;
  // RFC 9110, section 7.6.3: a gateway says so in the requests it forwards.
  return `${lines}Via: ${req.httpVersion} msx-gateway\r\n`;
}

/** How the body of a request that node has accepted is marked. */
export function framingOf({ headers }: IncomingMessage): RequestFraming {
  if (headers["transfer-encoding"] !== undefined) return "chunked";
  const length = headers["content-length"];
  return length === undefined || length === "0" ? "none" : "length";
}

/** Whether the request has more than one Host field, which RFC 9112, section 3.2, has a server refuse. */
export function hasSeveralHosts(req: IncomingMessage): boolean {
  let hosts = 0;
  for (let index = 0; index < req.rawHeaders.length; index += 2) {
    const name = req.rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1;
}
