import { Counter, Gauge, type Registry } from "prom-client";

/** What is measured about events, in the registry of the service's other metrics. */
export interface EventMetrics {
  readonly eventsPublished: Counter<"type" | "outcome">;
  readonly eventsConsumed: Counter<"queue" | "outcome">;
  readonly outboxPending: Gauge;
  readonly brokerUp: Gauge;
}

export function createEventMetrics(registry: Registry): EventMetrics {
  const registers = [registry];
  return {
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
  };
}
