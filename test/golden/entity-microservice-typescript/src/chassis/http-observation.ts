import { type Context, context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { isOperational } from "./http.js";
import type { Metrics } from "./metrics.js";
import { contextFromHeaders, tracer } from "./telemetry.js";

interface Observed {
  readonly span: Span;
  readonly context: Context;
}

/** Gives each request a span that continues the caller's trace, a log line and a duration metric. */
export function observeRequests(app: FastifyInstance, metrics: Metrics): void {
  const observed = new WeakMap<FastifyRequest, Observed>();

  app.addHook("onRequest", (request, _reply, done) => {
    if (isOperational(request)) return done();
    const parent = contextFromHeaders(request.headers);
    const attributes = {
      "http.request.method": request.method,
      "url.path": request.url.split("?", 1)[0] ?? "",
    };
    const span = tracer().startSpan(request.method, { kind: SpanKind.SERVER, attributes }, parent);
    const active = trace.setSpan(parent, span);
    observed.set(request, { span, context: active });
    context.with(active, done);
  });

  // Reading the body continues from a socket event, outside the context that onRequest has set.
  app.addHook("preValidation", (request, _reply, done) => {
    const current = observed.get(request);
    if (current) context.with(current.context, done);
    else done();
  });

  app.addHook("onResponse", async (request, reply) => {
    const current = observed.get(request);
    if (!current) return;
    const route = request.routeOptions.url ?? "unmatched";
    const status = reply.statusCode;
    const durationMs = reply.elapsedTime;
    metrics.httpDuration.observe(
      { method: request.method, route, status: String(status) },
      durationMs / 1000,
    );
    current.span.updateName(`${request.method} ${route}`);
    current.span.setAttributes({ "http.route": route, "http.response.status_code": status });
    if (status >= 500) current.span.setStatus({ code: SpanStatusCode.ERROR });
    context.with(current.context, () =>
      request.log.info({ method: request.method, path: request.url, status, durationMs }, "request"),
    );
    current.span.end();
  });
}
