import { randomBytes } from "node:crypto";
import { AmqpError } from "../wire/amqp-error.js";
import type { Arguments } from "../wire/method-table.js";
import type { Channel } from "./channel.js";
import { Consumer } from "./consumer.js";
import { findQueue } from "./queue-methods.js";

/** Per consumer, for those that subscribe from now on; `global` means over the whole channel (as RabbitMQ reads it). */
export function qos(channel: Channel, args: Arguments<"basic.qos">): void {
  if (args.prefetchSize !== 0) throw new AmqpError(540, `prefetch_size!=0 (${args.prefetchSize})`);
  if (args.global) channel.deliveries.limit = args.prefetchCount;
  else channel.prefetch = args.prefetchCount;
  channel.send("basic.qos-ok", {});
  channel.pumpAll();
}

/** @throws AmqpError 403 for a queue in exclusive use, 404, 405, 530 for a tag that is taken */
export function consume(channel: Channel, args: Arguments<"basic.consume">): void {
  const queue = findQueue(channel, args.queue);
  const consumerTag = args.consumerTag || `amq.ctag-${randomBytes(16).toString("base64url")}`;
  if (channel.consumers.has(consumerTag)) {
    throw new AmqpError(530, `attempt to reuse consumer tag '${consumerTag}'`);
  }
  if (queue.exclusivelyConsumed || (args.exclusive && queue.consumerCount > 0)) {
    throw new AmqpError(403, `queue '${queue.name}' in vhost '${channel.vhost.name}' in exclusive use`);
  }
  const { noAck, exclusive } = args;
  const consumer = new Consumer(consumerTag, channel, queue, {
    noAck,
    exclusive,
    prefetch: channel.prefetch,
  });
  channel.consumers.set(consumerTag, consumer);
  if (!args.noWait) channel.send("basic.consume-ok", { consumerTag });
  queue.addConsumer(consumer);
  queue.pump();
}

/** What was delivered stays with the channel until it is settled. */
export function cancel(channel: Channel, { consumerTag, noWait }: Arguments<"basic.cancel">): void {
  const consumer = channel.consumers.get(consumerTag);
  channel.consumers.delete(consumerTag);
  if (!noWait) channel.send("basic.cancel-ok", { consumerTag });
  consumer?.queue.removeConsumer(consumer);
}

/** @throws AmqpError 404, 405 */
export function get(channel: Channel, args: Arguments<"basic.get">): void {
  const queue = findQueue(channel, args.queue);
  queue.touch();
  const entry = queue.take();
  if (entry === undefined) return channel.send("basic.get-empty", { reserved1: "" });
  const { message, redelivered } = entry;
  const deliveryTag = channel.deliveries.nextTag();
  const { exchange, routingKey } = message;
  const fields = { deliveryTag, redelivered, exchange, routingKey, messageCount: queue.ready.length };
  channel.session.output.content(channel.id, "basic.get-ok", fields, message);
  if (args.noAck) queue.ack(entry);
  else channel.deliveries.add(deliveryTag, { entry, queue, consumer: undefined });
}

/** @throws AmqpError 406 for an unknown delivery tag */
export function ack(channel: Channel, { deliveryTag, multiple }: Arguments<"basic.ack">): void {
  channel.settle(channel.deliveries.take(deliveryTag, multiple), ({ queue, entry }) => queue.ack(entry));
}

/** @throws AmqpError 406 for an unknown delivery tag */
export function nack(channel: Channel, args: Arguments<"basic.nack">): void {
  refuse(channel, args.deliveryTag, args.multiple, args.requeue);
}

/** @throws AmqpError 406 for an unknown delivery tag */
export function reject(channel: Channel, args: Arguments<"basic.reject">): void {
  refuse(channel, args.deliveryTag, false, args.requeue);
}

/** @throws AmqpError 540 without requeue, which RabbitMQ does not do either */
export function recover(channel: Channel, { requeue }: Arguments<"basic.recover">): void {
  if (!requeue) throw new AmqpError(540, "requeue=false");
  channel.requeue(channel.deliveries.takeAll());
}

function refuse(channel: Channel, tag: number, multiple: boolean, requeue: boolean): void {
  const taken = channel.deliveries.take(tag, multiple);
  if (!requeue) return channel.settle(taken, ({ queue, entry }) => queue.reject(entry));
  channel.requeue(taken);
  channel.settle(taken, () => undefined);
}
