import { SpanKind } from "@opentelemetry/api";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Broker, Delivery } from "./broker.js";
import { eventProperties, routingKeyOf } from "./cloud-event.js";
import type { ChassisConfig } from "./config.js";
import type { EventMetrics } from "./event-metrics.js";
import type { Logger } from "./logger.js";
import type { ChassisSchema } from "./schema.js";
import { contextFromHeaders, traceHeaders, withSpan } from "./telemetry.js";

const batchSize = 100;
/** How long a type of event that no queue wants is left alone before it is tried again. */
const unroutablePauseMs = 5_000;

interface PendingEvent {
  readonly position: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: Record<string, unknown>;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
}

/**
 * Publishes what is in the outbox, at least once, each subject's events in order.
 *
 * Several replicas may relay at once: each locks the first waiting event of different subjects.
 */
export class OutboxRelay {
  /** Types that nobody listened to, and until when they are left alone. */
  readonly #paused = new Map<string, number>();
  #wake: () => void = () => {};
  #woken = false;
  #stopped = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Kysely<ChassisSchema>,
    private readonly broker: Pick<Broker, "up" | "publish">,
    private readonly exchange: string,
    private readonly config: ChassisConfig,
    private readonly logger: Logger,
    private readonly metrics: EventMetrics,
  ) {}

  /** Starts publishing: when woken, and every `OUTBOX_POLL_MS` for what another process has left. */
  start(): void {
    this.#loop = this.#run();
  }

  /** Says that there may be something to publish now. Cheap; may be called at any time. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Publishes what is waiting, if the broker is up, and stops. What remains is published after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#loop;
    await this.#publishWaiting();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      await this.#publishWaiting();
      if (!this.#woken) await this.#sleep();
    }
  }

  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.config.outbox.pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }

  async #publishWaiting(): Promise<void> {
    try {
      let found = true;
      while (found && this.broker.up) found = await this.#publishBatch();
    } catch (error) {
      this.logger.warn({ reason: String(error) }, "the outbox is not published now; its events are kept");
    }
  }

  /** @returns whether there was anything to publish; what could not leave is not found again for a while. */
  async #publishBatch(): Promise<boolean> {
    const outcomes = await this.db.transaction().execute(async (trx) => {
      const events = await this.#lockHeads(trx);
      const results = await Promise.allSettled(events.map((event) => this.#publish(event)));
      const done = events.filter((event, index) => this.#isDone(event, results[index]));
      if (done.length > 0) {
        await trx
          .updateTable("outbox")
          .set({ published_at: new Date() })
          .where(
            "position",
            "in",
            done.map((event) => event.position),
          )
          .execute();
      }
      return { found: events.length > 0, failed: results.find((result) => result.status === "rejected") };
    });
    if (outcomes.failed) throw outcomes.failed.reason;
    return outcomes.found;
  }

  /** The first waiting event of each subject: later ones wait for it, here and in every other replica. */
  async #lockHeads(trx: Transaction<ChassisSchema>): Promise<readonly PendingEvent[]> {
    const now = Date.now();
    for (const [type, until] of this.#paused) if (until <= now) this.#paused.delete(type);
    const paused = [...this.#paused.keys()];
    const { rows } = await sql<PendingEvent>`
      select position, id, type, subject, data, traceparent, occurred_at
      from outbox as head
      where published_at is null and type <> all(${paused}::text[])
        and not exists (
          select from outbox as earlier
          where earlier.subject = head.subject and earlier.position < head.position
            and earlier.published_at is null and earlier.type <> all(${paused}::text[]))
      order by position
      limit ${batchSize}
      for update skip locked`.execute(trx);
    return rows;
  }

  /** Continues the trace of the request that caused the event. */
  #publish(event: PendingEvent): Promise<Delivery> {
    const parent = contextFromHeaders({ traceparent: event.traceparent ?? undefined });
    const attributes = {
      "messaging.system": "rabbitmq",
      "messaging.operation.type": "send",
      "messaging.destination.name": this.exchange,
      "messaging.message.id": event.id,
    };
    return withSpan(`publish ${event.type}`, { kind: SpanKind.PRODUCER, attributes, parent }, () => {
      const source = this.config.service.name;
      const properties = eventProperties({ ...event, source, time: event.occurred_at }, traceHeaders());
      const body = Buffer.from(JSON.stringify(event.data));
      return this.broker.publish(this.exchange, routingKeyOf(event.type), body, properties);
    });
  }

  /**
   * An event that no queue wants is kept for `OUTBOX_UNROUTABLE_MS`: its consumers may be starting for the first time,
   * or declaring their queues again on a new broker. After that nobody is taken to be interested.
   */
  #isDone(event: PendingEvent, result: PromiseSettledResult<Delivery> | undefined): boolean {
    if (result?.status !== "fulfilled") return false;
    if (result.value === "routed") {
      this.metrics.eventsPublished.inc({ type: event.type, outcome: "published" });
      return true;
    }
    if (Date.now() - event.occurred_at.getTime() >= this.config.outbox.unroutableMs) {
      this.metrics.eventsPublished.inc({ type: event.type, outcome: "unroutable" });
      this.logger.warn(
        { event: event.id, type: event.type },
        "no queue is bound for this event; giving it up",
      );
      return true;
    }
    this.metrics.eventsPublished.inc({ type: event.type, outcome: "returned" });
    this.#paused.set(event.type, Date.now() + unroutablePauseMs);
    return false;
  }
}
