import { randomBytes } from "node:crypto";
import { type ChannelModel, type ConfirmChannel, connect, type GetMessage, type Options } from "amqplib";
import { onTestFinished } from "vitest";

/** A running broker that the scenarios talk to. */
export interface BrokerUnderTest {
  readonly kind: "msx" | "rabbitmq";
  /** With a user and a password; virtual host `/`. */
  readonly url: string;
  /** The management API, with the same user. */
  readonly managementUrl: string;
  /** Ends the process without warning and starts it again on the same data and ports. */
  killAndRestart(): Promise<void>;
}

export type GetBroker = () => BrokerUnderTest;

/** A name nobody else has. */
export function unique(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString("hex")}`;
}

/** A connection that is closed when the test is over. */
export async function open(broker: GetBroker, options: object = {}): Promise<ChannelModel> {
  const model = await connect(broker().url, options);
  // What a test provokes on purpose is asserted where it happens.
  model.on("error", () => undefined);
  onTestFinished(() => model.close().catch(() => undefined));
  return model;
}

/** A confirming channel on a connection of its own; its errors are asserted by `closingOf`. */
export async function openChannel(broker: GetBroker): Promise<ConfirmChannel> {
  return channelOf(await open(broker));
}

export async function channelOf(model: ChannelModel): Promise<ConfirmChannel> {
  const channel = await model.createConfirmChannel();
  channel.on("error", () => undefined);
  return channel;
}

/** Declares a queue that goes with the test, even where the test fails. */
export async function queue(
  broker: GetBroker,
  channel: ConfirmChannel,
  options: Options.AssertQueue = {},
  name = unique("q"),
): Promise<string> {
  await channel.assertQueue(name, { durable: false, ...options });
  onTestFinished(async () => {
    const model = await connect(broker().url).catch(() => undefined);
    const cleaner = await model?.createChannel();
    cleaner?.on("error", () => undefined);
    await cleaner?.deleteQueue(name).catch(() => undefined);
    await model?.close().catch(() => undefined);
  });
  return name;
}

/** Sends texts to a queue and waits until the broker has them. */
export async function send(
  channel: ConfirmChannel,
  target: string,
  texts: readonly string[],
  options: Options.Publish = {},
): Promise<void> {
  for (const text of texts) channel.sendToQueue(target, Buffer.from(text), options);
  await channel.waitForConfirms();
}

/** Everything that is ready in a queue, taken for good. */
export async function drain(channel: ConfirmChannel, target: string): Promise<GetMessage[]> {
  const found: GetMessage[] = [];
  for (;;) {
    const message = await channel.get(target, { noAck: true });
    if (message === false) return found;
    found.push(message);
  }
}

export async function drainTexts(channel: ConfirmChannel, target: string): Promise<string[]> {
  return (await drain(channel, target)).map(textOf);
}

export function textOf({ content }: { readonly content: Buffer }): string {
  return content.toString();
}

export interface Closing {
  readonly code: number | undefined;
  readonly text: string;
}

/** The code and the text with which the broker closed a channel (or the connection) for what an operation did. */
export async function closingOf(operation: Promise<unknown>): Promise<Closing> {
  try {
    await operation;
  } catch (error) {
    return readClosing(error);
  }
  throw new Error("the operation succeeded");
}

/** The same for what has no answer of its own, as a publish: the channel says it by an event. */
export function nextClosing(source: {
  once(event: "error", listener: (error: unknown) => void): unknown;
}): Promise<Closing> {
  return new Promise((resolve) => source.once("error", (error) => resolve(readClosing(error))));
}

function readClosing(error: unknown): Closing {
  const { code, message } = error as { code?: number; message: string };
  const text = /with message "(.*)"/s.exec(message)?.[1] ?? message;
  return { code: code ?? Number(/(\d{3}) \(/.exec(message)?.[1]), text };
}
