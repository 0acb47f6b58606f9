import type { Queue } from "../queue/queue.js";
import { matchMode } from "../routing/header-match.js";
import { AmqpError } from "../wire/amqp-error.js";
import type { Arguments } from "../wire/method-table.js";
import type { Channel } from "./channel.js";
import { assertSameArguments, assertSameFlags } from "./equivalence.js";
import { findExchange, refuseDefault, refuseReserved } from "./exchange-methods.js";

/** The arguments that a second declaration must give alike. */
const comparedArguments = [
  "x-expires",
  "x-message-ttl",
  "x-dead-letter-exchange",
  "x-dead-letter-routing-key",
  "x-max-length",
  "x-max-length-bytes",
  "x-overflow",
  "x-queue-type",
];

/** @throws AmqpError 403, 404, 405, 406, 540 */
export function declareQueue(channel: Channel, args: Arguments<"queue.declare">): void {
  const { vhost, session } = channel;
  const { passive, noWait } = args;
  const queue = passive ? findQueue(channel, args.queue) : declare(channel, args);
  channel.lastQueue = queue.name;
  queue.touch();
  if (!passive && queue.settings.durable && vhost.queue(queue.name) === queue) channel.answerWhenStored();
  if (noWait) return;
  const { length: messageCount } = queue.ready;
  session.output.method(channel.id, "queue.declare-ok", {
    queue: queue.name,
    messageCount,
    consumerCount: queue.consumerCount,
  });
}

function declare(channel: Channel, args: Arguments<"queue.declare">): Queue {
  const { vhost, session } = channel;
  const { queue: name, durable, exclusive, autoDelete, arguments: table } = args;
  const known = vhost.queue(name);
  if (known === undefined) {
    refuseReserved("queue", name);
    const settings = { name, durable, exclusive, autoDelete, arguments: table };
    return vhost.addQueue(settings, exclusive ? session : undefined);
  }
  if (known.owner !== (exclusive ? session : undefined)) throw locked(known, vhost.name);
  const what = `queue '${name}' in vhost '${vhost.name}'`;
  assertSameFlags(what, [
    ["durable", durable, known.settings.durable],
    ["auto_delete", autoDelete, known.settings.autoDelete],
  ]);
  assertSameArguments(what, comparedArguments, table, known.settings.arguments);
  return known;
}

/** @throws AmqpError 403, 404, 405, 406 */
export function bindQueue(channel: Channel, args: Arguments<"queue.bind">): void {
  refuseDefault(args.exchange);
  const queue = findQueue(channel, args.queue);
  const source = findExchange(channel, args.exchange);
  if (source.settings.type === "headers") matchMode(args.arguments);
  // Naming neither queue nor key means the queue declared last, under its own name.
  const routingKey = args.queue === "" && args.routingKey === "" ? queue.name : args.routingKey;
  channel.vhost.bind(source, {
    destination: { kind: "queue", queue },
    routingKey,
    arguments: args.arguments,
  });
  if (source.settings.durable && queue.settings.durable) channel.answerWhenStored();
  if (!args.noWait) channel.send("queue.bind-ok", {});
}

/** @throws AmqpError 403, 404, 405 */
export function unbindQueue(channel: Channel, args: Arguments<"queue.unbind">): void {
  refuseDefault(args.exchange);
  const queue = findQueue(channel, args.queue);
  const source = findExchange(channel, args.exchange);
  const { routingKey, arguments: table } = args;
  channel.vhost.unbind(source, { destination: { kind: "queue", queue }, routingKey, arguments: table });
  if (source.settings.durable && queue.settings.durable) channel.answerWhenStored();
  channel.send("queue.unbind-ok", {});
}

/** @throws AmqpError 404, 405 */
export function purgeQueue(channel: Channel, args: Arguments<"queue.purge">): void {
  const messageCount = findQueue(channel, args.queue).purge();
  if (!args.noWait) channel.send("queue.purge-ok", { messageCount });
}

/** A queue that is not there counts as deleted. @throws AmqpError 405, 406 */
export function deleteQueue(channel: Channel, args: Arguments<"queue.delete">): void {
  const { vhost } = channel;
  const name = nameOf(channel, args.queue);
  let messageCount = 0;
  if (vhost.queue(name) !== undefined) {
    const queue = findQueue(channel, name);
    const what = `queue '${name}' in vhost '${vhost.name}'`;
    if (args.ifUnused && queue.consumerCount > 0) throw new AmqpError(406, `${what} in use`);
    if (args.ifEmpty && queue.ready.length > 0) throw new AmqpError(406, `${what} not empty`);
    messageCount = vhost.removeQueue(queue);
    if (queue.settings.durable) channel.answerWhenStored();
  }
  if (!args.noWait) channel.send("queue.delete-ok", { messageCount });
}

/** A queue this connection may use. @throws AmqpError 404, 405 for one that is exclusive to another connection */
export function findQueue(channel: Channel, wanted: string): Queue {
  const { vhost, session } = channel;
  const name = nameOf(channel, wanted);
  const queue = vhost.queue(name);
  if (queue === undefined) throw new AmqpError(404, `no queue '${name}' in vhost '${vhost.name}'`);
  if (queue.owner !== undefined && queue.owner !== session) throw locked(queue, vhost.name);
  return queue;
}

function nameOf(channel: Channel, wanted: string): string {
  if (wanted !== "") return wanted;
  if (channel.lastQueue === "") throw new AmqpError(404, "no previously declared queue");
  return channel.lastQueue;
}

function locked(queue: Queue, vhost: string): AmqpError {
  return new AmqpError(
    405,
    `cannot obtain exclusive access to locked queue '${queue.name}' in vhost '${vhost}'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.`,
  );
}
