import type { Channel, ChannelModel } from "amqplib";
import { phrase, ReasonError } from "../../errors/detail.js";
import { readSeenEvent, type SeenEvent } from "./seen-event.js";

/** Deliveries that may wait in msx; past it the broker keeps them. */
const prefetch = 200;

/**
 * Copies of the events that pass the exchanges from now on, until the signal ends it. A queue of its own gets them, which
 * goes with the connection: no consumer misses one.
 * @param onReady called when nothing is missed any more
 * @throws what the broker said: an exchange of that name and another type, a connection that broke
 */
export async function tailEvents(
  model: ChannelModel,
  exchanges: readonly string[],
  onReady: () => void,
  onEvent: (event: SeenEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const channel = await model.createChannel();
  const ended = endOf(model, channel, signal);
  // Its rejection is taken when it is awaited; until then it must not count as unhandled.
  ended.catch(() => undefined);
  const { queue } = await channel.assertQueue("", { exclusive: true, autoDelete: true, durable: false });
  for (const exchange of exchanges) {
    // As the services declare it, so that the tail may start before they do.
    await channel.assertExchange(exchange, "topic", { durable: true });
    await channel.bindQueue(queue, exchange, "#");
  }
  await channel.prefetch(prefetch);
  await channel.consume(queue, (message) => {
    if (!message) return;
    onEvent(readSeenEvent(message));
    channel.ack(message);
  });
  onReady();
  await ended;
}

function endOf(model: ChannelModel, channel: Channel, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
    channel.on("error", reject);
    model.on("close", (reason: Error | undefined) =>
      reject(reason ?? new ReasonError(phrase("broker-closed"))),
    );
  });
}
