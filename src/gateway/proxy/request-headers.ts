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
  readonly traceparent: string;
  /** False when the trace was not continued: `tracestate` belongs to the trace it came with. */
  readonly keepTracestate: boolean;
}

/** Where {@link buildRequestHeaders} puts `traceparent`'s value, for a further attempt to replace. */
export const TRACEPARENT_INDEX = 1;

/**
 * The header fields to send on (name, value, name, value…): order, case and repeated fields kept, hop-by-hop fields
 * and those named by `Connection` dropped. `X-Forwarded-For` is appended to; `X-Forwarded-Host` and `-Proto` say how
 * the request reached this gateway. `Host` is left to the connection pool: the instance's own address.
 */
export function buildRequestHeaders(req: IncomingMessage, added: AddedHeaders): string[] {
  const { rawHeaders, headers } = req;
  const named = connectionNamed(headers.connection);
  const fields = ["traceparent", added.traceparent, "X-Request-ID", added.requestId];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const lower = name.toLowerCase();
    if (REPLACED.has(lower) || isHopByHop(lower) || named?.has(lower) === true) continue;
    if (lower === "tracestate" && !added.keepTracestate) continue;
    fields.push(name, rawHeaders[index + 1] ?? "");
  }
  const remote = req.socket.remoteAddress ?? "";
  const forwarded = named?.has("x-forwarded-for") === true ? undefined : headers["x-forwarded-for"];
  fields.push("X-Forwarded-For", forwarded === undefined ? remote : `${String(forwarded)}, ${remote}`);
  fields.push("X-Forwarded-Proto", "http");
  if (headers.host !== undefined) fields.push("X-Forwarded-Host", headers.host);
  // RFC 9110, section 7.6.3: a gateway says so in the requests it forwards.
  fields.push("Via", `${req.httpVersion} msx-gateway`);
  return fields;
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
