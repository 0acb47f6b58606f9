import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** The metrics of every service in Prometheus' format, served at `/metrics`. */
export interface Metrics {
  readonly registry: Registry;
  readonly httpDuration: Histogram<"method" | "route" | "status">;
  readonly clientAttempts: Counter<"service" | "outcome">;
  readonly breakerOpen: Gauge<"service">;
}

/** Metric names follow Prometheus' conventions: base units, `_total` for counters. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    httpDuration: new Histogram({
      name: "http_server_request_duration_seconds",
      help: "Time to answer a request",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    clientAttempts: new Counter({
      name: "client_attempts_total",
      help: "Attempts to call a service by what became of them: answered, failed, refused (the breaker was open)",
      labelNames: ["service", "outcome"],
      registers,
    }),
    breakerOpen: new Gauge({
      name: "circuit_breaker_open",
      help: "1 while calls to a service are refused",
      labelNames: ["service"],
      registers,
    }),
  };
}
