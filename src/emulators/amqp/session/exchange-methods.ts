import { type Exchange, type ExchangeType, exchangeTypes } from "../routing/exchange.js";
import { matchMode } from "../routing/header-match.js";
import { AmqpError } from "../wire/amqp-error.js";
import type { Arguments } from "../wire/method-table.js";
import type { Channel } from "./channel.js";
import { assertSameArguments, assertSameFlags } from "./equivalence.js";

/** @throws AmqpError 403, 404, 406 */
export function declareExchange(channel: Channel, args: Arguments<"exchange.declare">): void {
  const { vhost } = channel;
  const { exchange: name, passive, noWait } = args;
  refuseDefault(name);
  const known = vhost.exchange(name);
  if (passive) {
    findExchange(channel, name);
  } else {
    const type = toType(args.type);
    if (known === undefined) {
      refuseReserved("exchange", name);
      const { durable, autoDelete, internal, arguments: table } = args;
      vhost.addExchange({ name, type, durable, autoDelete, internal, arguments: table });
      if (durable) channel.answerWhenStored();
    } else {
      assertSameExchange(known, args, vhost.name);
    }
  }
  if (!noWait) channel.send("exchange.declare-ok", {});
}

/** @throws AmqpError 403, 406 */
export function deleteExchange(channel: Channel, args: Arguments<"exchange.delete">): void {
  const { vhost } = channel;
  refuseDefault(args.exchange);
  refuseReserved("exchange", args.exchange);
  const exchange = vhost.exchange(args.exchange);
  if (exchange !== undefined) {
    if (args.ifUnused && !exchange.unused) {
      throw new AmqpError(406, `exchange '${args.exchange}' in vhost '${vhost.name}' in use`);
    }
    vhost.removeExchange(exchange);
    if (exchange.settings.durable) channel.answerWhenStored();
  }
  if (!args.noWait) channel.send("exchange.delete-ok", {});
}

/** @throws AmqpError 403, 404, 406 */
export function bindExchange(channel: Channel, args: Arguments<"exchange.bind">): void {
  refuseDefault(args.source);
  refuseDefault(args.destination);
  const source = findExchange(channel, args.source);
  const exchange = findExchange(channel, args.destination);
  if (source.settings.type === "headers") matchMode(args.arguments);
  const { routingKey, arguments: table } = args;
  channel.vhost.bind(source, { destination: { kind: "exchange", exchange }, routingKey, arguments: table });
  if (source.settings.durable && exchange.settings.durable) channel.answerWhenStored();
  if (!args.noWait) channel.send("exchange.bind-ok", {});
}

/** @throws AmqpError 403, 404 */
export function unbindExchange(channel: Channel, args: Arguments<"exchange.unbind">): void {
  refuseDefault(args.source);
  refuseDefault(args.destination);
  const source = findExchange(channel, args.source);
  const exchange = findExchange(channel, args.destination);
  const { routingKey, arguments: table } = args;
  channel.vhost.unbind(source, { destination: { kind: "exchange", exchange }, routingKey, arguments: table });
  if (source.settings.durable && exchange.settings.durable) channel.answerWhenStored();
  if (!args.noWait) channel.send("exchange.unbind-ok", {});
}

/** @throws AmqpError 404 */
export function findExchange({ vhost }: Channel, name: string): Exchange {
  const exchange = vhost.exchange(name);
  if (exchange === undefined) throw new AmqpError(404, `no exchange '${name}' in vhost '${vhost.name}'`);
  return exchange;
}

/** @throws AmqpError 403: the default exchange can be published to, and nothing else */
export function refuseDefault(exchange: string): void {
  if (exchange === "") throw new AmqpError(403, "operation not permitted on the default exchange");
}

/** @throws AmqpError 403 */
export function refuseReserved(kind: "exchange" | "queue", name: string): void {
  if (name.startsWith("amq.")) {
    throw new AmqpError(403, `${kind} name '${name}' contains reserved prefix 'amq.*'`);
  }
}

function toType(text: string): ExchangeType {
  const type = exchangeTypes.find((one) => one === text);
  if (type === undefined) throw new AmqpError(406, `unknown exchange type '${text}'`);
  return type;
}

function assertSameExchange(known: Exchange, args: Arguments<"exchange.declare">, vhost: string): void {
  const what = `exchange '${known.name}' in vhost '${vhost}'`;
  const { type, durable, autoDelete, internal, arguments: table } = known.settings;
  assertSameFlags(what, [
    ["type", args.type, type],
    ["durable", args.durable, durable],
    ["auto_delete", args.autoDelete, autoDelete],
    ["internal", args.internal, internal],
  ]);
  assertSameArguments(what, ["alternate-exchange"], args.arguments, table);
}
