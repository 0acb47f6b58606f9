import { httpEventV1 } from "../../proxy-events/event-v1.js";
import { httpEventV2 } from "../../proxy-events/event-v2.js";
import type { HeaderField, ProxyRequest } from "../../proxy-events/exchange.js";
import { decodePath } from "../../proxy-events/request-parts.js";
import type { FunctionTarget } from "../config/gateway-config.js";
import type { Exchange } from "../proxy/exchange.js";
import { buildRequestHeaders, framingOf } from "../proxy/request-headers.js";
import type { Route } from "../routing/route.js";
import { formatTraceparent, isSampled, type TraceContext } from "../tracing/trace-context.js";

/** As an HTTP API's stage without a name is called. */
const stage = "$default";
/** Who there is no account for: a function that the route file names without its ARN. */
const unknownAccount = "000000000000";

/** The event of a request, as an HTTP API would write it for the route's downstream path. */
export function functionEvent(
  exchange: Exchange,
  { config, target: targetOf }: Route,
  target: FunctionTarget,
  { body, spanId }: { readonly body: Buffer; readonly spanId: string },
): Buffer {
  const { req, values, requestId, startedUnixMs } = exchange;
  const [path = "/", ...query] = targetOf(values, exchange.target.query).split("?");
  const request: ProxyRequest = {
    method: req.method ?? "GET",
    path,
    queryString: query.join("?"),
    headers: eventHeaders(exchange, spanId),
    body,
    sourceIp: req.socket.remoteAddress ?? "",
    protocol: `HTTP/${req.httpVersion}`,
  };
  const parameters = Object.entries(values).filter(([, value]) => value !== "");
  const [template = ""] = config.downstreamPath.split("?");
  const context = {
    accountId: target.accountId ?? unknownAccount,
    apiId: "gateway",
    stage,
    requestId,
    time: new Date(startedUnixMs),
    domainName: (req.headers.host ?? "").replace(/:\d+$/, ""),
    routeKey: `${config.methods.length === 1 ? config.methods[0] : "ANY"} ${template}`,
    ...(parameters.length > 0 && {
      pathParameters: Object.fromEntries(parameters.map(([name, value]) => [name, decodePath(value)])),
    }),
  };
  const write = target.payloadFormat === "1.0" ? httpEventV1 : httpEventV2;
  return Buffer.from(JSON.stringify(write(request, context)));
}

/** The fields that a service would get, but for `Host`, which stays the client's as API Gateway has it. */
function eventHeaders({ req, requestId, trace }: Exchange, spanId: string): HeaderField[] {
  const keepTracestate = trace.parentSpanId !== "";
  const lines = buildRequestHeaders(req, framingOf(req), { requestId, keepTracestate }).split("\r\n");
  const fields = lines.slice(0, -1).map((line): HeaderField => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
  return [
    ...fields.filter(([name]) => name.toLowerCase() !== "x-amzn-trace-id"),
    ["Host", req.headers.host ?? ""],
    ["X-Forwarded-Port", String(req.socket.localPort ?? "")],
    ["traceparent", formatTraceparent(trace, spanId)],
    ["X-Amzn-Trace-Id", xrayHeader(trace, spanId)],
  ];
}

/** A W3C trace as X-Ray writes it (developer guide, "Tracing header"): its id is the same, cut after the first 8 digits. */
export function xrayHeader(trace: TraceContext, spanId: string): string {
  const { traceId } = trace;
  const root = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
  return `Root=${root};Parent=${spanId};Sampled=${isSampled(trace) ? 1 : 0}`;
}
