import { randomBytes } from "node:crypto";
import { type ChannelModel, type ConsumeMessage, connect } from "amqplib";
import { describe, vi } from "vitest";
import { routingKeyOf } from "../../src/chassis/cloud-event.js";
import { loadConfig } from "../../src/chassis/config.js";
import type { ServiceDefinition } from "../../src/chassis/service.js";
import { startService } from "../../src/chassis/start-service.js";
import { type Answer, type RequestInput, requestTo, untilReady } from "./http-service.js";
import type { TcpProxy } from "./tcp-proxy.js";
import { createSchema } from "./test-schema.js";

const { DATABASE_URL, AMQP_URL } = process.env;

/** A `describe` for tests that need real servers; without them they are skipped, and their name says why. */
export function describeIntegration(name: string, tests: () => void): void {
  if (DATABASE_URL && AMQP_URL) describe(name, tests);
  else describe.skip(`${name} [skipped: DATABASE_URL and AMQP_URL are not both set]`, tests);
}

export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly traceparent: string | undefined;
  readonly data: Record<string, unknown>;
}

/** The service as it runs in production, with a database schema, exchanges and queues of its own. */
export interface ServiceUnderTest {
  /** Its `SERVICE_NAME` in this run; queues may be named after it. */
  readonly name: string;
  readonly url: string;
  /** Everything published on the service's exchange so far, in order of arrival. */
  readonly events: readonly RecordedEvent[];
  /** Sends a request and checks the answer against the contract. */
  request(method: string, path: string, input?: RequestInput): Promise<Answer>;
  /** Waits for a published event. */
  event(type: string, subject: string): Promise<RecordedEvent>;
  /** Publishes an event as another service would. `exchange` is the name in the service's bindings. */
  publish(exchange: string, type: string, data: unknown, headers?: Record<string, unknown>): Promise<void>;
  /** How many messages wait in a queue (`<queue>`, `<queue>.dlq`). */
  queueDepth(queue: string): Promise<number>;
  /** Starts to record events; done at start unless `record` is false. */
  listen(): Promise<void>;
  /** Stops the service and removes what it made. */
  stop(): Promise<void>;
}

export interface TestOptions {
  /** What stands between the service and its database. */
  readonly databaseProxy?: TcpProxy;
  /** Whether a queue is bound to everything the service publishes. Default: true. */
  readonly record?: boolean;
  /** How many of the service to start at once, on one database. Default: 1. */
  readonly replicas?: number;
}

/**
 * Starts a service on the PostgreSQL and RabbitMQ of the environment.
 * @param env variables on top of the environment, such as `PAYMENT_SERVICE_URL`.
 */
export async function startServiceUnderTest<Schema>(
  definition: ServiceDefinition<Schema>,
  env: Readonly<Record<string, string>> = {},
  { databaseProxy, record = true, replicas = 1 }: TestOptions = {},
): Promise<ServiceUnderTest> {
  const run = `test-${randomBytes(4).toString("hex")}`;
  const named = (name: string) => `${run}.${name}`;
  const database = await createSchema(run.replace("-", "_"), databaseProxy?.url ?? DATABASE_URL ?? "");
  const broker = await connect(AMQP_URL ?? "");
  const events: RecordedEvent[] = [];
  const listen = () => recordEvents(broker, named(definition.exchange), events);
  if (record) await listen();
  const config = loadConfig({
    SERVICE_NAME: run,
    SERVICE_ADDRESS: "127.0.0.1",
    HOST: "127.0.0.1",
    PORT: "0",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
    CONSUMER_RETRY_DELAY_MS: "50",
    OUTBOX_POLL_MS: "200",
    SHUTDOWN_DRAIN_MS: "0",
    AMQP_URL,
    ...env,
    DATABASE_URL: database.url,
  });
  const made = { exchanges: [named(definition.exchange)], queues: [] as string[] };
  const start = () => startService(isolated(definition, named, made), config);
  const services = await Promise.all(Array.from({ length: replicas }, start));
  await Promise.all(services.map(({ url }) => untilReady(url)));
  const url = services[0]?.url ?? "";

  return {
    name: run,
    url,
    events,
    listen,
    request: (method, path, input) => requestTo(url, method, path, input),
    event: (type, subject) =>
      vi.waitUntil(() => events.find((event) => event.type === type && event.subject === subject), {
        timeout: 10_000,
        interval: 20,
      }),
    async publish(exchange, type, data, headers = {}) {
      const channel = await broker.createConfirmChannel();
      channel.publish(named(exchange), routingKeyOf(type), Buffer.from(JSON.stringify(data)), { headers });
      await channel.waitForConfirms();
      await channel.close();
    },
    async queueDepth(queue) {
      const channel = await broker.createChannel();
      const { messageCount } = await channel.checkQueue(named(queue));
      await channel.close();
      return messageCount;
    },
    async stop() {
      await Promise.all(services.map((service) => service.stop()));
      const channel = await broker.createChannel();
      for (const queue of made.queues) {
        for (const suffix of ["", ".retry", ".dlq"]) await channel.deleteQueue(queue + suffix);
      }
      for (const exchange of made.exchanges) await channel.deleteExchange(exchange);
      await broker.close();
      await database.drop();
    },
  };
}

/** The same service with exchanges and queues of this run. */
function isolated<Schema>(
  definition: ServiceDefinition<Schema>,
  named: (name: string) => string,
  made: { readonly exchanges: string[]; readonly queues: string[] },
): ServiceDefinition<Schema> {
  return {
    ...definition,
    exchange: named(definition.exchange),
    async build(kit) {
      const parts = await definition.build(kit);
      const consumers = (parts.consumers ?? []).map((consumer) => {
        made.queues.push(named(consumer.queue));
        made.exchanges.push(...consumer.bindings.map(({ exchange }) => named(exchange)));
        return {
          ...consumer,
          queue: named(consumer.queue),
          bindings: consumer.bindings.map((binding) => ({ ...binding, exchange: named(binding.exchange) })),
        };
      });
      return { ...parts, routes: (app) => parts.routes(app), consumers };
    },
  };
}

async function recordEvents(broker: ChannelModel, exchange: string, events: RecordedEvent[]): Promise<void> {
  const channel = await broker.createChannel();
  await channel.assertExchange(exchange, "topic", { durable: true, autoDelete: false });
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, exchange, "#");
  const record = (message: ConsumeMessage | null) => {
    if (!message) return;
    const headers: Record<string, unknown> = message.properties.headers ?? {};
    events.push({
      id: String(headers["cloudEvents:id"]),
      type: String(headers["cloudEvents:type"]),
      subject: String(headers["cloudEvents:subject"]),
      traceparent: headers.traceparent === undefined ? undefined : String(headers.traceparent),
      data: JSON.parse(message.content.toString("utf8")) as Record<string, unknown>,
    });
  };
  await channel.consume(queue, record, { noAck: true });
}
