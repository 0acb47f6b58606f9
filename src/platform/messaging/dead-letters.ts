import type { Channel, ChannelModel, ConfirmChannel, GetMessage } from "amqplib";
import { phrase, ReasonError } from "../../errors/detail.js";
import type { Service } from "../../workspace/workspace.js";
import { readSeenEvent, type SeenEvent } from "./seen-event.js";

/** A queue of a service and the dead-letter queue beside it. */
export interface DeadLetterQueue {
  readonly service: string;
  readonly queue: string;
  /** `<queue>.dlq` */
  readonly name: string;
}

export interface DeadLetter extends SeenEvent {
  /** Why it was given up, as the consumer wrote it. */
  readonly failure: string | null;
}

/** The dead-letter queues of what services consume (service.yaml: `consumes[].queue`), in name order. */
export function deadLetterQueues(services: readonly Service[]): readonly DeadLetterQueue[] {
  const found = new Map<string, DeadLetterQueue>();
  for (const { name: service, consumes } of services) {
    for (const { queue } of consumes) {
      if (queue !== undefined) found.set(queue, { service, queue, name: `${queue}.dlq` });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** How many messages lie in a queue; undefined when there is no such queue. */
export async function countMessages(model: ChannelModel, queue: string): Promise<number | undefined> {
  const channel = await model.createChannel();
  // The broker closes a channel that asks for a queue that is not there (404); the caller's channels stay.
  channel.on("error", () => undefined);
  try {
    return (await channel.checkQueue(queue)).messageCount;
  } catch (error) {
    if ((error as { code?: number }).code === 404) return undefined;
    throw error;
  } finally {
    await channel.close().catch(() => undefined);
  }
}

/** The first messages of a queue, which stay where they are, in their order. */
export async function peek(model: ChannelModel, queue: string, limit: number): Promise<DeadLetter[]> {
  const channel = await model.createChannel();
  try {
    const letters: DeadLetter[] = [];
    while (letters.length < limit) {
      const message = await channel.get(queue, { noAck: false });
      if (message === false) break;
      letters.push(readDeadLetter(message));
    }
    return letters;
  } finally {
    // Unsettled deliveries go back to their places when their channel closes.
    await channel.close();
  }
}

export interface Replayed {
  readonly replayed: readonly DeadLetter[];
  /** Left in the dead-letter queue. */
  readonly left: number;
}

/**
 * Gives messages back to the queue they failed in, as new: without the count of attempts and the failure. A message leaves
 * the dead-letter queue only after the broker confirmed its copy; killed in between, it is there twice, and the consumer's
 * inbox knows it by its id.
 * @param wanted which ones; what is not wanted stays, in its order
 * @throws what the broker said, also when the queue is gone
 */
export async function replay(
  model: ChannelModel,
  { queue, name }: DeadLetterQueue,
  wanted: (letter: DeadLetter) => boolean,
): Promise<Replayed> {
  const source = await model.createChannel();
  const target = await model.createConfirmChannel();
  try {
    const { messageCount } = await source.checkQueue(name);
    const replayed: DeadLetter[] = [];
    // Counted beforehand: what fails again meanwhile comes back to the end, and would be replayed for ever.
    for (let seen = 0; seen < messageCount; seen += 1) {
      const message = await source.get(name, { noAck: false });
      if (message === false) break;
      const letter = readDeadLetter(message);
      if (!wanted(letter)) continue;
      await giveBack(target, queue, message);
      source.ack(message);
      replayed.push(letter);
    }
    return { replayed, left: await remaining(source, name, messageCount - replayed.length) };
  } finally {
    await target.close().catch(() => undefined);
    await source.close().catch(() => undefined);
  }
}

/** Those that were looked at and not wanted are still with the channel, which the broker does not count. */
async function remaining(channel: Channel, name: string, kept: number): Promise<number> {
  return kept + (await channel.checkQueue(name)).messageCount;
}

/** Resolves when the broker has it in the queue. */
function giveBack(channel: ConfirmChannel, queue: string, message: GetMessage): Promise<void> {
  const { headers = {}, ...properties } = message.properties;
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !replacedHeaders.has(name)));
  return new Promise((resolve, reject) => {
    const returned = (): void => reject(new ReasonError(phrase("queue-gone", { queue })));
    channel.once("return", returned);
    const options = {
      ...withoutUndefined(properties),
      headers: kept,
      persistent: true,
      mandatory: true,
    };
    // The default exchange leads to the queue of that name: other consumers of the event do not get it again.
    channel.publish("", queue, message.content, options, (error: unknown) => {
      channel.off("return", returned);
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else resolve();
    });
  });
}

/** What the consumer's retries wrote (chassis: consumer-runner) and what the broker writes when it dead-letters. */
const replacedHeaders: ReadonlySet<string> = new Set([
  "x-attempt",
  "x-failure",
  "x-death",
  "x-first-death-exchange",
  "x-first-death-queue",
  "x-first-death-reason",
  "x-last-death-exchange",
  "x-last-death-queue",
  "x-last-death-reason",
]);

function withoutUndefined(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

function readDeadLetter(message: GetMessage): DeadLetter {
  const failure: unknown = message.properties.headers?.["x-failure"];
  const reason: unknown = message.properties.headers?.["x-first-death-reason"];
  const told = failure ?? reason;
  return { ...readSeenEvent(message), failure: told === undefined ? null : String(told) };
}
