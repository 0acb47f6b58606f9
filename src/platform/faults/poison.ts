import type { ChannelModel, GetMessage } from "amqplib";

/** How many messages of a queue are looked through for one. */
const searched = 1000;

/** Puts a message straight into a queue, by the default exchange; resolves when the broker has it. */
export async function sendToQueue(
  model: ChannelModel,
  queue: string,
  message: { readonly id: string; readonly text: string },
): Promise<void> {
  const channel = await model.createConfirmChannel();
  try {
    channel.publish("", queue, Buffer.from(message.text), { messageId: message.id, persistent: true });
    await channel.waitForConfirms();
  } finally {
    await channel.close().catch(() => undefined);
  }
}

/**
 * Takes the message of this id out of a queue; the others stay where they are.
 * @returns undefined when it is not there, or there is no such queue
 */
export async function takeMessage(
  model: ChannelModel,
  queue: string,
  id: string,
): Promise<GetMessage | undefined> {
  const channel = await model.createChannel();
  // The broker closes a channel that asks for a queue that is not there (404).
  channel.on("error", () => undefined);
  try {
    for (let seen = 0; seen < searched; seen += 1) {
      const message = await channel.get(queue, { noAck: false });
      if (message === false) return undefined;
      if (message.properties.messageId !== id) continue;
      channel.ack(message);
      return message;
    }
    return undefined;
  } catch (error) {
    if ((error as { code?: number }).code === 404) return undefined;
    throw error;
  } finally {
    // Those that were only looked at go back to their places when the channel closes.
    await channel.close().catch(() => undefined);
  }
}
