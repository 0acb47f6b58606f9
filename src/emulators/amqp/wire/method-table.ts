import type { FieldTable } from "./field-table.js";

/** The types of method arguments (AMQP 0-9-1, section 4.2) as they are in memory. */
interface ArgumentTypes {
  octet: number;
  short: number;
  long: number;
  longlong: number;
  shortstr: string;
  longstr: Buffer;
  bit: boolean;
  table: FieldTable;
}
export type ArgumentType = keyof ArgumentTypes;

const ticket = { reserved1: "short" } as const;
const closing = { replyCode: "short", replyText: "shortstr", classId: "short", methodId: "short" } as const;
const binding = { routingKey: "shortstr", noWait: "bit", arguments: "table" } as const;

/**
 * The methods of AMQP 0-9-1 with RabbitMQ's extensions (exchange.bind, basic.nack, confirm, connection.blocked): class and
 * method number, then the arguments in their order on the wire.
 */
export const methodTable = {
  "connection.start": [
    10,
    10,
    {
      versionMajor: "octet",
      versionMinor: "octet",
      serverProperties: "table",
      mechanisms: "longstr",
      locales: "longstr",
    },
  ],
  "connection.start-ok": [
    10,
    11,
    { clientProperties: "table", mechanism: "shortstr", response: "longstr", locale: "shortstr" },
  ],
  "connection.tune": [10, 30, { channelMax: "short", frameMax: "long", heartbeat: "short" }],
  "connection.tune-ok": [10, 31, { channelMax: "short", frameMax: "long", heartbeat: "short" }],
  "connection.open": [10, 40, { vhost: "shortstr", reserved1: "shortstr", reserved2: "bit" }],
  "connection.open-ok": [10, 41, { reserved1: "shortstr" }],
  "connection.close": [10, 50, closing],
  "connection.close-ok": [10, 51, {}],
  "connection.blocked": [10, 60, { reason: "shortstr" }],
  "connection.unblocked": [10, 61, {}],
  "connection.update-secret": [10, 70, { newSecret: "longstr", reason: "shortstr" }],
  "connection.update-secret-ok": [10, 71, {}],
  "channel.open": [20, 10, { reserved1: "shortstr" }],
  "channel.open-ok": [20, 11, { reserved1: "longstr" }],
  "channel.flow": [20, 20, { active: "bit" }],
  "channel.flow-ok": [20, 21, { active: "bit" }],
  "channel.close": [20, 40, closing],
  "channel.close-ok": [20, 41, {}],
  "exchange.declare": [
    40,
    10,
    {
      ...ticket,
      exchange: "shortstr",
      type: "shortstr",
      passive: "bit",
      durable: "bit",
      autoDelete: "bit",
      internal: "bit",
      noWait: "bit",
      arguments: "table",
    },
  ],
  "exchange.declare-ok": [40, 11, {}],
  "exchange.delete": [40, 20, { ...ticket, exchange: "shortstr", ifUnused: "bit", noWait: "bit" }],
  "exchange.delete-ok": [40, 21, {}],
  "exchange.bind": [40, 30, { ...ticket, destination: "shortstr", source: "shortstr", ...binding }],
  "exchange.bind-ok": [40, 31, {}],
  "exchange.unbind": [40, 40, { ...ticket, destination: "shortstr", source: "shortstr", ...binding }],
  "exchange.unbind-ok": [40, 51, {}],
  "queue.declare": [
    50,
    10,
    {
      ...ticket,
      queue: "shortstr",
      passive: "bit",
      durable: "bit",
      exclusive: "bit",
      autoDelete: "bit",
      noWait: "bit",
      arguments: "table",
    },
  ],
  "queue.declare-ok": [50, 11, { queue: "shortstr", messageCount: "long", consumerCount: "long" }],
  "queue.bind": [50, 20, { ...ticket, queue: "shortstr", exchange: "shortstr", ...binding }],
  "queue.bind-ok": [50, 21, {}],
  "queue.purge": [50, 30, { ...ticket, queue: "shortstr", noWait: "bit" }],
  "queue.purge-ok": [50, 31, { messageCount: "long" }],
  "queue.delete": [50, 40, { ...ticket, queue: "shortstr", ifUnused: "bit", ifEmpty: "bit", noWait: "bit" }],
  "queue.delete-ok": [50, 41, { messageCount: "long" }],
  "queue.unbind": [
    50,
    50,
    { ...ticket, queue: "shortstr", exchange: "shortstr", routingKey: "shortstr", arguments: "table" },
  ],
  "queue.unbind-ok": [50, 51, {}],
  "basic.qos": [60, 10, { prefetchSize: "long", prefetchCount: "short", global: "bit" }],
  "basic.qos-ok": [60, 11, {}],
  "basic.consume": [
    60,
    20,
    {
      ...ticket,
      queue: "shortstr",
      consumerTag: "shortstr",
      noLocal: "bit",
      noAck: "bit",
      exclusive: "bit",
      noWait: "bit",
      arguments: "table",
    },
  ],
  "basic.consume-ok": [60, 21, { consumerTag: "shortstr" }],
  "basic.cancel": [60, 30, { consumerTag: "shortstr", noWait: "bit" }],
  "basic.cancel-ok": [60, 31, { consumerTag: "shortstr" }],
  "basic.publish": [
    60,
    40,
    { ...ticket, exchange: "shortstr", routingKey: "shortstr", mandatory: "bit", immediate: "bit" },
  ],
  "basic.return": [
    60,
    50,
    { replyCode: "short", replyText: "shortstr", exchange: "shortstr", routingKey: "shortstr" },
  ],
  "basic.deliver": [
    60,
    60,
    {
      consumerTag: "shortstr",
      deliveryTag: "longlong",
      redelivered: "bit",
      exchange: "shortstr",
      routingKey: "shortstr",
    },
  ],
  "basic.get": [60, 70, { ...ticket, queue: "shortstr", noAck: "bit" }],
  "basic.get-ok": [
    60,
    71,
    {
      deliveryTag: "longlong",
      redelivered: "bit",
      exchange: "shortstr",
      routingKey: "shortstr",
      messageCount: "long",
    },
  ],
  "basic.get-empty": [60, 72, { reserved1: "shortstr" }],
  "basic.ack": [60, 80, { deliveryTag: "longlong", multiple: "bit" }],
  "basic.reject": [60, 90, { deliveryTag: "longlong", requeue: "bit" }],
  "basic.recover-async": [60, 100, { requeue: "bit" }],
  "basic.recover": [60, 110, { requeue: "bit" }],
  "basic.recover-ok": [60, 111, {}],
  "basic.nack": [60, 120, { deliveryTag: "longlong", multiple: "bit", requeue: "bit" }],
  "confirm.select": [85, 10, { noWait: "bit" }],
  "confirm.select-ok": [85, 11, {}],
} as const satisfies Readonly<
  Record<string, readonly [number, number, Readonly<Record<string, ArgumentType>>]>
>;

export type MethodName = keyof typeof methodTable;

type ArgumentsOf<Fields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends ArgumentType ? ArgumentTypes[Fields[Name]] : never;
};

/** A method's arguments by name. */
export type Arguments<Name extends MethodName> = ArgumentsOf<(typeof methodTable)[Name][2]>;

/** A method as it was read. */
export type Method = {
  [Name in MethodName]: { readonly name: Name; readonly args: Arguments<Name> };
}[MethodName];
