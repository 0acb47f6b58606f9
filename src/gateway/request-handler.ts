import { type CorsOptions, corsHeaders, isPreflight, preflightHeaders } from "./cors.js";
import type { GatewayLog } from "./gateway-log.js";
import type { HealthReport } from "./health-report.js";
import type { Exchange } from "./proxy/exchange.js";
import type { Problem } from "./proxy/problem.js";
import { hasSeveralHosts } from "./proxy/request-headers.js";
import { parseRequestTarget } from "./proxy/request-target.js";
import type { RouteTable } from "./routing/route-table.js";
import type { Span } from "./tracing/span.js";

/** What handling a request needs from its gateway, as it is at that moment. */
export interface HandlerContext {
  readonly table: RouteTable;
  /** Undefined leaves CORS to the services. */
  readonly cors: CorsOptions | undefined;
  health(): HealthReport;
}

/** Answers a request: refuses it, answers it itself (`/health`, preflight), or hands it to its route. */
export function handleRequest(exchange: Exchange, context: HandlerContext): void {
  const { req } = exchange;
  const target = parseRequestTarget(req.url ?? "/");
  if ("status" in target) {
    exchange.fail(target, "refused");
    return;
  }
  exchange.target = target;
  const problem = refuse(exchange);
  if (problem !== undefined) {
    // Where such a request ends is a matter of opinion, so nothing that follows it is read.
    exchange.res.shouldKeepAlive = false;
    exchange.fail(problem, "refused");
    return;
  }
  if (context.cors !== undefined)
    exchange.answerHeaders.push(...corsHeaders(context.cors, req.headers.origin));
  if (target.path === "/health") answerHealth(exchange, context.health());
  else if (context.cors !== undefined && isPreflight(req)) answerPreflight(exchange, context.table);
  else route(exchange, context.table);
}

/** What is valid for node's parser and still must not be passed on. */
function refuse({ req }: Exchange): Problem | undefined {
  const coding = req.headers["transfer-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    // The coding would be lost with the field, and the service would take coded bytes for the body.
    return { status: 501, title: "Not Implemented", detail: `Transfer-Encoding ${coding} is not supported.` };
  }
  if (hasSeveralHosts(req))
    return { status: 400, title: "Bad Request", detail: "There is more than one Host field." };
  return undefined;
}

function route(exchange: Exchange, table: RouteTable): void {
  const { req, target } = exchange;
  const method = req.method ?? "GET";
  const match = table.match(method, target.path);
  if (match.kind === "route") {
    exchange.route = match.route;
    exchange.values = match.values;
    match.route.handle(exchange);
  } else if (match.kind === "none") {
    exchange.fail({ status: 404, title: "Not Found", detail: `No route matches ${target.path}.` }, "refused");
  } else if (method === "OPTIONS") {
    answerEmpty(exchange, ["Allow", `${[...match.allow].join(", ")}, OPTIONS`]);
  } else {
    const allow = [...match.allow].join(", ");
    const detail = `${target.path} takes ${allow}, not ${method}.`;
    exchange.fail({ status: 405, title: "Method Not Allowed", detail, allow }, "refused");
  }
}

function answerHealth(exchange: Exchange, report: HealthReport): void {
  const { req, res, answerHeaders } = exchange;
  if (req.method !== "GET" && req.method !== "HEAD") {
    const detail = "/health is the gateway's own and takes GET.";
    exchange.fail({ status: 405, title: "Method Not Allowed", detail, allow: "GET, HEAD" }, "refused");
    return;
  }
  exchange.outcome = "responded";
  exchange.isProbe = true;
  const body = JSON.stringify(report);
  const length = String(Buffer.byteLength(body));
  const fields = ["Content-Type", "application/json", "Cache-Control", "no-store", "Content-Length", length];
  res.writeHead(report.status === "up" ? 200 : 503, [...answerHeaders, ...fields]);
  res.end(body);
}

function answerPreflight(exchange: Exchange, table: RouteTable): void {
  const { req, target } = exchange;
  const methods = table.methodsOf(target.path);
  if (methods !== undefined) {
    answerEmpty(exchange, preflightHeaders(req, methods));
    return;
  }
  exchange.fail({ status: 404, title: "Not Found", detail: `No route matches ${target.path}.` }, "refused");
}

function answerEmpty(exchange: Exchange, fields: readonly string[]): void {
  exchange.outcome = "responded";
  exchange.res.writeHead(204, [...exchange.answerHeaders, ...fields]);
  exchange.res.end();
}

/**
 * Writes a finished request to the access log and, when `spans` is given, its server span. Probes ask every few seconds and
 * would bury what people look for: nothing is said of them.
 */
export function recordExchange(
  exchange: Exchange,
  log: GatewayLog,
  spans: { add(span: Span): void } | undefined,
): void {
  if (exchange.isProbe) return;
  const { req, res, target, trace, requestId, upstream, outcome } = exchange;
  const method = req.method ?? "GET";
  const status = res.headersSent ? res.statusCode : 499;
  const durationMs = exchange.elapsedMs();
  const path = target.path;
  log.access({ method, path, status, durationMs, requestId, traceId: trace.traceId, upstream, outcome });
  if (spans === undefined) return;
  const template = exchange.route?.config.upstreamPath;
  spans.add({
    traceId: trace.traceId,
    spanId: exchange.spanId,
    parentSpanId: trace.parentSpanId,
    name: template === undefined ? method : `${method} ${template}`,
    kind: "server",
    startUnixMs: exchange.startedUnixMs,
    durationMs,
    attributes: {
      "http.request.method": method,
      "url.path": path,
      "url.scheme": "http",
      "http.response.status_code": status,
      ...(template === undefined ? {} : { "http.route": template }),
      ...(outcome === "responded" || outcome === "refused" ? {} : { "error.type": outcome }),
    },
    error: status >= 500 || outcome === "upstream-failed" ? outcome : undefined,
  });
}
