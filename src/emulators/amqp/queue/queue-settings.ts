import { AmqpError } from "../wire/amqp-error.js";
import { type FieldTable, type FieldValue, integerOf, textOf } from "../wire/field-table.js";

/** What a queue was declared with. */
export interface QueueSettings {
  readonly name: string;
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: FieldTable;
}

/** The optional arguments that this broker carries out. */
export interface QueueLimits {
  readonly messageTtlMs: number | undefined;
  /** The queue goes after so long without use. */
  readonly expiresMs: number | undefined;
  readonly maxLength: number | undefined;
  readonly maxLengthBytes: number | undefined;
  readonly overflow: "drop-head" | "reject-publish" | "reject-publish-dlx";
  readonly deadLetterExchange: string | undefined;
  readonly deadLetterRoutingKey: string | undefined;
}

/** The largest time RabbitMQ takes, in ms: what an Erlang timer can wait. */
const maxMs = 2 ** 32 - 1;
const overflows = ["drop-head", "reject-publish", "reject-publish-dlx"] as const;

/** Taken because it changes nothing of what a client sees. */
const harmless: ReadonlySet<string> = new Set([
  "x-queue-mode",
  "x-queue-version",
  "x-queue-master-locator",
  "x-queue-leader-locator",
]);

/** @throws AmqpError 406 for a value that RabbitMQ refuses, 540 for an argument whose promise would not be kept */
export function readQueueLimits({ name, arguments: args }: QueueSettings, vhost: string): QueueLimits {
  const refuse = (argument: string, why: string): AmqpError =>
    new AmqpError(406, `invalid arg '${argument}' for queue '${name}' in vhost '${vhost}': ${why}`);
  const integer = (argument: string, least: number, most: number): number | undefined => {
    const field = args.get(argument);
    if (field === undefined) return undefined;
    const value = integerOf(field);
    if (value === undefined) throw refuse(argument, `{unacceptable_type,${typeName(field)}}`);
    if (value < least)
      throw refuse(argument, `{value_${least === 1 && value === 0 ? "zero" : "negative"},${value}}`);
    if (value > most) throw refuse(argument, `{value_too_big,${value}}`);
    return value;
  };
  const text = (argument: string): string | undefined => {
    const field = args.get(argument);
    if (field === undefined) return undefined;
    const value = textOf(field);
    if (value === undefined) throw refuse(argument, `{unacceptable_type,${typeName(field)}}`);
    return value;
  };
  for (const argument of args.keys()) {
    if (!argument.startsWith("x-") || known.has(argument) || harmless.has(argument)) continue;
    if (refused.has(argument)) {
      throw new AmqpError(540, `queue argument '${argument}' is not implemented by this broker`);
    }
  }
  const type = text("x-queue-type");
  if (type !== undefined && type !== "classic") {
    throw new AmqpError(540, `queues of type '${type}' are not implemented by this broker`);
  }
  const overflow = text("x-overflow") ?? "drop-head";
  const known_ = overflows.find((one) => one === overflow);
  if (known_ === undefined) throw refuse("x-overflow", `invalid value "${overflow}"`);
  const deadLetterExchange = text("x-dead-letter-exchange");
  const deadLetterRoutingKey = text("x-dead-letter-routing-key");
  if (deadLetterRoutingKey !== undefined && deadLetterExchange === undefined) {
    throw refuse("x-dead-letter-routing-key", "routing_key_but_no_dlx_defined");
  }
  return {
    messageTtlMs: integer("x-message-ttl", 0, maxMs),
    expiresMs: integer("x-expires", 1, maxMs),
    maxLength: integer("x-max-length", 0, Number.MAX_SAFE_INTEGER),
    maxLengthBytes: integer("x-max-length-bytes", 0, Number.MAX_SAFE_INTEGER),
    overflow: known_,
    deadLetterExchange,
    deadLetterRoutingKey,
  };
}

const known: ReadonlySet<string> = new Set([
  "x-message-ttl",
  "x-expires",
  "x-max-length",
  "x-max-length-bytes",
  "x-overflow",
  "x-dead-letter-exchange",
  "x-dead-letter-routing-key",
  "x-queue-type",
]);
/** RabbitMQ does something for these that a client would miss. */
const refused: ReadonlySet<string> = new Set([
  "x-max-priority",
  "x-single-active-consumer",
  "x-delivery-limit",
]);

function typeName({ type }: FieldValue): string {
  const names: Partial<Record<FieldValue["type"], string>> = {
    S: "longstr",
    t: "bool",
    A: "array",
    F: "table",
  };
  return names[type] ?? type;
}
