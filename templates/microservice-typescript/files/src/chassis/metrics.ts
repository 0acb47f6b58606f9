import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** The service's metrics in Prometheus' format, served at `/metrics`. */
export interface Metrics {
  readonly registry: Registry;
  readonly httpDuration: Histogram<"method" | "route" | "status">;
  readonly eventsPublished: Counter<"type" | "outcome">;
  readonly eventsConsumed: Counter<"queue" | "outcome">;
  readonly outboxPending: Gauge;
  readonly brokerUp: Gauge;
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
    eventsPublished: new Counter({
      name: "events_published_total",
      help: "Events by what became of them: published, returned (nobody listens yet), unroutable (given up)",
      labelNames: ["type", "outcome"],
      registers,
    }),
    eventsConsumed: new Counter({
      name: "events_consumed_total",
      help: "Deliveries by what became of them: handled, retried, exhausted, dead-lettered",
      labelNames: ["queue", "outcome"],
      registers,
    }),
    outboxPending: new Gauge({
      name: "outbox_pending",
      help: "Events waiting in the outbox; alert when it keeps growing",
      registers,
    }),
    brokerUp: new Gauge({ name: "broker_up", help: "1 while connected to the broker", registers }),
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
