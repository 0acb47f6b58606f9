import {
  type ChannelModel,
  type ConfirmChannel,
  connect,
  type Options,
  type RecoveringChannelModel,
} from "amqplib";
import type { ChassisConfig } from "./config.js";
import type { EventMetrics } from "./event-metrics.js";
import type { Logger } from "./logger.js";

/** A confirm later than this counts as lost; the event stays in the outbox and is published again. */
const confirmTimeoutMs = 10_000;
const connectTimeoutMs = 5_000;
/** Reconnects start here and double up to the maximum, with jitter. */
const reconnectDelayMs = { initial: 200, max: 5_000 };
/** Finds a broker that vanished without closing its sockets, within two beats. */
const heartbeatSeconds = 10;

/** What became of a confirmed message: some queue has it, or no queue is bound for it. */
export type Delivery = "routed" | "unroutable";

/** Called on every new connection, to declare topology and consume. */
export type ConnectionSetup = (model: ChannelModel) => Promise<void>;

/** One connection to RabbitMQ that comes back by itself, and a channel to publish with confirms. */
export class Broker {
  #connection: RecoveringChannelModel | undefined;
  #channel: ConfirmChannel | undefined;
  #blocked = false;
  readonly #returned = new Set<string>();

  constructor(
    private readonly config: ChassisConfig,
    private readonly logger: Logger,
    private readonly metrics: EventMetrics,
  ) {}

  /** Whether messages can be published now. */
  get up(): boolean {
    return this.#channel !== undefined && !this.#blocked;
  }

  /**
   * Connects, and reconnects for ever with backoff. Returns at once.
   * @param setUp runs on each new connection; when it throws, the connection is given up and tried again.
   * @param onConnect runs whenever messages can be published again.
   */
  async start(setUp: ConnectionSetup, onConnect: () => void): Promise<void> {
    const connection = await connect(withHeartbeat(this.config.amqpUrl), {
      timeout: connectTimeoutMs,
      clientProperties: { connection_name: this.config.service.id },
      recovery: {
        waitForConnect: false,
        initialDelay: reconnectDelayMs.initial,
        maxDelay: reconnectDelayMs.max,
        setup: async (model: ChannelModel) => {
          const channel = await this.#openPublisher(model);
          await setUp(model);
          this.#blocked = false;
          this.#channel = channel;
        },
      },
    });
    this.#connection = connection;
    connection.on("connect", () => {
      this.logger.info("connected to the broker");
      this.metrics.brokerUp.set(1);
      onConnect();
    });
    connection.on("disconnect", (error) => this.#lost("lost the broker", error));
    connection.on("connect-failed", (error) => this.#lost("cannot reach the broker", error));
    connection.on("error", (error) => this.logger.warn({ error }, "broker connection error"));
    connection.on("blocked", (reason) => {
      this.#blocked = true;
      this.logger.warn({ reason }, "the broker takes no messages for now");
    });
    connection.on("unblocked", () => {
      this.#blocked = false;
      onConnect();
    });
  }

  /**
   * Publishes one persistent, mandatory message and waits for the broker's confirm.
   * @throws when the broker is down, refuses the message or does not confirm in time: it may then be there or not.
   */
  async publish(
    exchange: string,
    routingKey: string,
    body: Buffer,
    options: Options.Publish,
  ): Promise<Delivery> {
    const channel = this.#channel;
    if (!channel || this.#blocked) throw new Error("the broker is down");
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => reject(new Error("the broker did not confirm in time")), confirmTimeoutMs);
        const settle = (error: unknown) => (error ? reject(toError(error)) : resolve());
        channel.publish(
          exchange,
          routingKey,
          body,
          { ...options, persistent: true, mandatory: true },
          settle,
        );
      });
    } finally {
      clearTimeout(timer);
    }
    // An unroutable message is returned before it is confirmed.
    const returned = this.#returned.delete(messageKey(exchange, routingKey, options.messageId));
    return returned ? "unroutable" : "routed";
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    this.#channel = undefined;
    this.metrics.brokerUp.set(0);
  }

  async #openPublisher(model: ChannelModel): Promise<ConfirmChannel> {
    const channel = await model.createConfirmChannel();
    channel.on("error", (error) => this.logger.error({ error }, "publishing channel failed"));
    channel.on("close", () => {
      if (this.#channel !== channel) return;
      this.#channel = undefined;
      reconnect(model);
    });
    channel.on("return", ({ fields, properties }) => {
      this.#returned.add(messageKey(fields.exchange, fields.routingKey, properties.messageId));
    });
    return channel;
  }

  #lost(message: string, error: Error): void {
    this.#channel = undefined;
    this.#returned.clear();
    this.metrics.brokerUp.set(0);
    this.logger.warn({ reason: error.message }, message);
  }
}

/** Declares a durable topic exchange. */
export async function declareTopic(model: ChannelModel, exchange: string): Promise<void> {
  const channel = await model.createChannel();
  await channel.assertExchange(exchange, "topic", { durable: true });
  await channel.close();
}

/** Gives up a connection on which a channel failed; recovery then opens a new one and declares everything again. */
export function reconnect(model: ChannelModel): void {
  model.close().catch(() => {});
}

function withHeartbeat(amqpUrl: string): string {
  const url = new URL(amqpUrl);
  if (!url.searchParams.has("heartbeat")) url.searchParams.set("heartbeat", String(heartbeatSeconds));
  return url.href;
}

function messageKey(exchange: string, routingKey: string, messageId: unknown): string {
  return `${exchange} ${routingKey} ${String(messageId)}`;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
