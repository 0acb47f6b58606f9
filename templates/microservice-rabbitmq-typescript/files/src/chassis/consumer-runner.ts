import { SpanKind } from "@opentelemetry/api";
import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";
import type { Kysely } from "kysely";
import { type Broker, reconnect } from "./broker.js";
import { ServiceUnavailableError } from "./client.js";
import { attemptHeader, readEvent, routingKeyOf } from "./cloud-event.js";
import type { ChassisConfig } from "./config.js";
import { type ConsumerDefinition, type IncomingEvent, PermanentError } from "./consumer.js";
import { isDatabaseUnavailable } from "./database.js";
import type { EventMetrics } from "./event-metrics.js";
import { inboxScope } from "./inbox.js";
import type { Logger } from "./logger.js";
import type { ChassisSchema } from "./schema.js";
import { contextFromHeaders, withSpan } from "./telemetry.js";

const maxRetryDelayMs = 60_000;

export interface ConsumerContext<Schema> {
  readonly db: Kysely<Schema & ChassisSchema>;
  readonly broker: Pick<Broker, "publish">;
  readonly config: ChassisConfig;
  readonly logger: Logger;
  readonly metrics: EventMetrics;
}

/** Feeds one queue to its handler: acknowledges, retries with backoff, and in the end dead-letters. */
export class ConsumerRunner<Schema> {
  #channel: Channel | undefined;
  #stopped = false;
  readonly #inFlight = new Set<Promise<void>>();
  /** The last delivery of each subject that is being handled; the next of that subject waits for it. */
  readonly #subjects = new Map<string, Promise<void>>();
  readonly #types: readonly string[];

  constructor(
    private readonly definition: ConsumerDefinition<Schema>,
    private readonly context: ConsumerContext<Schema>,
  ) {
    this.#types = definition.bindings.flatMap((binding) => binding.types);
  }

  /** Declares the queue and starts to consume; run on every new connection. */
  async subscribe(model: ChannelModel): Promise<void> {
    if (this.#stopped) return;
    const { queue } = this.definition;
    const channel = await model.createChannel();
    channel.on("error", (error) => this.context.logger.error({ error, queue }, "consuming channel failed"));
    channel.on("close", () => {
      if (!this.#stopped && this.#channel === channel) reconnect(model);
    });
    await this.#declare(channel);
    await channel.prefetch(this.context.config.consumer.prefetch);
    this.#channel = channel;
    await channel.consume(
      queue,
      (message) => {
        // null: the broker ended the subscription, for example since the queue was deleted.
        if (message) this.#accept(channel, message);
        else reconnect(model);
      },
      { consumerTag: `${this.context.config.service.id}:${queue}` },
    );
  }

  /** Takes no more deliveries and waits until the ones in hand are done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#channel?.cancel(`${this.context.config.service.id}:${this.definition.queue}`).catch(() => {});
    await Promise.all(this.#inFlight);
  }

  async #declare(channel: Channel): Promise<void> {
    const { queue, bindings } = this.definition;
    // The default exchange routes by queue name: a retry that has waited long enough goes back to its queue.
    const deadLetterTo = (target: string) => ({
      arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": target },
    });
    await channel.assertQueue(`${queue}.dlq`, { durable: true });
    await channel.assertQueue(`${queue}.retry`, { durable: true, ...deadLetterTo(queue) });
    await channel.assertQueue(queue, { durable: true, ...deadLetterTo(`${queue}.dlq`) });
    for (const { exchange, types } of bindings) {
      await channel.assertExchange(exchange, "topic", { durable: true });
      for (const type of types) await channel.bindQueue(queue, exchange, routingKeyOf(type));
    }
  }

  #accept(channel: Channel, message: ConsumeMessage): void {
    const work = this.#process(message).then(
      () => channel.ack(message),
      (error: unknown) => {
        this.context.logger.warn(
          { error, queue: this.definition.queue },
          "delivery not settled; it comes again",
        );
        channel.nack(message);
      },
    );
    // On a closed channel ack throws; the broker then delivers again, and the inbox knows what was done.
    const settled = work.catch(() => {}).finally(() => this.#inFlight.delete(settled));
    this.#inFlight.add(settled);
  }

  async #process(message: ConsumeMessage): Promise<void> {
    let event: IncomingEvent;
    try {
      event = readEvent(message, this.#types);
    } catch (error) {
      await this.#deadLetter(message, error);
      return;
    }
    const previous = this.#subjects.get(event.subject);
    const current = (previous ?? Promise.resolve()).then(() => this.#handleTraced(message, event));
    const settled = current.catch(() => {});
    this.#subjects.set(event.subject, settled);
    try {
      await current;
    } finally {
      if (this.#subjects.get(event.subject) === settled) this.#subjects.delete(event.subject);
    }
  }

  #handleTraced(message: ConsumeMessage, event: IncomingEvent): Promise<void> {
    const attributes = {
      "messaging.system": "rabbitmq",
      "messaging.operation.type": "process",
      "messaging.destination.name": this.definition.queue,
      "messaging.message.id": event.id,
    };
    const parent = contextFromHeaders(message.properties.headers ?? {});
    const name = `process ${event.type}`;
    return withSpan(name, { kind: SpanKind.CONSUMER, attributes, parent }, async (span) => {
      const inbox = inboxScope<Schema>(this.context.db, this.definition.queue, event.id);
      try {
        await this.definition.handle(event, inbox);
        this.#count("handled");
      } catch (error) {
        span.recordException(error instanceof Error ? error : String(error));
        await this.#recover(message, event, error);
      }
    });
  }

  async #recover(message: ConsumeMessage, event: IncomingEvent, error: unknown): Promise<void> {
    const { retries } = this.context.config.consumer;
    if (isDatabaseUnavailable(error)) {
      await this.#waitForDatabase(message, event, error);
    } else if (!(error instanceof PermanentError) && event.attempt <= retries) {
      await this.#retry(message, event, event.attempt + 1, error);
    } else {
      await this.#giveUp(message, event, error);
    }
  }

  /** An outage of our own database says nothing about the event: it waits, and no attempt is used up. */
  #waitForDatabase(message: ConsumeMessage, event: IncomingEvent, error: unknown): Promise<void> {
    return this.#retry(message, event, event.attempt, error);
  }

  async #retry(
    message: ConsumeMessage,
    event: IncomingEvent,
    nextAttempt: number,
    error: unknown,
  ): Promise<void> {
    const { retryDelayMs } = this.context.config.consumer;
    const backoffMs = Math.min(retryDelayMs * 2 ** (event.attempt - 1), maxRetryDelayMs);
    // Once it is worth waiting until a breaker lets somebody through: else all attempts might meet it open.
    const delayMs = event.attempt === 1 ? Math.max(backoffMs, retryAfterMs(error)) : backoffMs;
    const { queue } = this.definition;
    this.context.logger.warn(
      { queue, event: event.id, attempt: event.attempt, delayMs, error },
      "retrying event",
    );
    // The delay is the message's own expiry and not the queue's: a queue's arguments cannot change once declared.
    // RabbitMQ expires messages at the head only, so a short delay behind a long one lasts as long as that.
    await this.#republish(`${queue}.retry`, message, { [attemptHeader]: nextAttempt }, String(delayMs));
    this.#count("retried");
  }

  /** Lets the service take care of the event itself, where it can; else it is dead-lettered. */
  async #giveUp(message: ConsumeMessage, event: IncomingEvent, error: unknown): Promise<void> {
    const { queue } = this.definition;
    if (!this.definition.onExhausted) return this.#deadLetter(message, error);
    try {
      await this.definition.onExhausted(event, error, inboxScope<Schema>(this.context.db, queue, event.id));
      this.#count("exhausted");
    } catch (failure) {
      if (isDatabaseUnavailable(failure)) return this.#waitForDatabase(message, event, failure);
      this.context.logger.error(
        { queue, event: event.id, error: failure },
        "giving up the event failed as well",
      );
      await this.#deadLetter(message, error);
    }
  }

  async #deadLetter(message: ConsumeMessage, error: unknown): Promise<void> {
    const { queue } = this.definition;
    const id: unknown = message.properties.messageId;
    this.context.logger.error({ queue, event: id, error }, "event dead-lettered");
    // Headers are short: frames have a maximum size.
    await this.#republish(`${queue}.dlq`, message, { "x-failure": String(error).slice(0, 1_000) });
    this.#count("dead-lettered");
  }

  async #republish(
    target: string,
    message: ConsumeMessage,
    headers: Record<string, unknown>,
    expiration?: string,
  ): Promise<void> {
    const { properties, fields, content } = message;
    const delivery = await this.context.broker.publish("", target, content, {
      messageId: properties.messageId,
      type: properties.type,
      appId: properties.appId,
      timestamp: properties.timestamp,
      contentType: properties.contentType,
      headers: {
        ...properties.headers,
        "x-original-exchange": properties.headers?.["x-original-exchange"] ?? fields.exchange,
        "x-original-routing-key": properties.headers?.["x-original-routing-key"] ?? fields.routingKey,
        ...headers,
      },
      ...(expiration !== undefined && { expiration }),
    });
    if (delivery === "unroutable") throw new Error(`the queue ${target} is gone`);
  }

  #count(outcome: string): void {
    this.context.metrics.eventsConsumed.inc({ queue: this.definition.queue, outcome });
  }
}

/** When a service that was called said that it makes sense to come back; 0 when nobody said anything. */
function retryAfterMs(error: unknown): number {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ServiceUnavailableError) return cause.retryAfterSeconds * 1000;
  }
  return 0;
}
