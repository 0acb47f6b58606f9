import { type ConfirmChannel, type ConsumeMessage, connect, type GetMessage, type Options } from "amqplib";
import { describe, expect, test } from "vitest";
import { eventually } from "../../gateway/eventually.js";
import {
  channelOf,
  closingOf,
  drainTexts,
  type GetBroker,
  nextClosing,
  open,
  openChannel,
  queue,
  send,
  textOf,
  unique,
} from "../broker-under-test.js";

interface Received {
  readonly messages: ConsumeMessage[];
  readonly consumerTag: string;
  readonly texts: () => string[];
}

async function receive(
  channel: ConfirmChannel,
  name: string,
  options: Options.Consume = {},
): Promise<Received> {
  const messages: ConsumeMessage[] = [];
  const { consumerTag } = await channel.consume(
    name,
    (message) => void (message && messages.push(message)),
    options,
  );
  return { messages, consumerTag, texts: () => messages.map(textOf) };
}

/** Resolves when what the broker was going to send on this channel before has been handled. */
async function settled(channel: ConfirmChannel): Promise<void> {
  await channel.assertExchange("amq.direct", "direct");
}

/** Consuming, fetching, settling. */
export function deliveryScenarios(broker: GetBroker): void {
  describe("delivery", () => {
    test("in order, with the publisher's properties as they were", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      const properties = {
        contentType: "application/json",
        contentEncoding: "utf8",
        headers: {
          text: "ü",
          number: 12345678901,
          yes: true,
          nothing: null,
          list: [1, "two"],
          table: { deep: { er: 1.5 } },
        },
        deliveryMode: 1,
        priority: 3,
        correlationId: "c",
        replyTo: "r",
        messageId: "m",
        timestamp: 1_700_000_000,
        type: "t",
        userId: "guest",
        appId: "a",
      };
      await send(channel, name, ["first", "second"], properties);
      const { messages } = await receive(channel, name);
      await eventually("both", () => messages.length === 2);
      expect(messages.map(textOf)).toEqual(["first", "second"]);
      expect(messages[0]?.properties).toMatchObject(properties);
      expect(
        messages.map(({ fields }) => [
          fields.deliveryTag,
          fields.redelivered,
          fields.exchange,
          fields.routingKey,
        ]),
      ).toEqual([
        [1, false, "", name],
        [2, false, "", name],
      ]);
    });

    test.each([0, 1, 131_063, 131_064, 131_065, 1_000_000])("a body of %i bytes", async (bytes) => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      const body = Buffer.alloc(bytes, "0123456789abcdef");
      channel.sendToQueue(name, body);
      await channel.waitForConfirms();
      const message = await channel.get(name, { noAck: true });
      expect(message !== false && message.content.equals(body)).toBe(true);
    });

    test("several consumers take turns", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      const [a, b] = [await receive(channel, name), await receive(channel, name)];
      await send(channel, name, ["1", "2", "3", "4"]);
      await settled(channel);
      expect([a.texts(), b.texts()]).toEqual([
        ["1", "3"],
        ["2", "4"],
      ]);
    });

    test("prefetch of each consumer: no more until something is settled", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      await send(channel, name, ["1", "2", "3", "4", "5"]);
      await channel.prefetch(2);
      const a = await receive(channel, name);
      await settled(channel);
      expect(a.texts()).toEqual(["1", "2"]);
      const [, second] = a.messages;
      if (second) channel.ack(second);
      await eventually("one more", () => a.messages.length === 3);
      // A second consumer has its own count.
      const b = await receive(channel, name);
      await settled(channel);
      expect([a.texts(), b.texts()]).toEqual([
        ["1", "2", "3"],
        ["4", "5"],
      ]);
    });

    test("prefetch of the whole channel: over all its consumers", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      await channel.prefetch(3, true);
      const [a, b] = [await receive(channel, name), await receive(channel, name)];
      await send(channel, name, ["1", "2", "3", "4", "5"]);
      await settled(channel);
      expect(a.messages.length + b.messages.length).toBe(3);
      for (const message of [...a.messages, ...b.messages]) channel.ack(message);
      await eventually("the rest", () => a.messages.length + b.messages.length === 5);
    });

    test("without acknowledgements a message is gone when it is sent", async () => {
      const model = await open(broker);
      const channel = await channelOf(model);
      const name = await queue(broker, channel);
      await channel.prefetch(1);
      const a = await receive(channel, name, { noAck: true });
      await send(channel, name, ["1", "2", "3"]);
      await eventually("all", () => a.messages.length === 3);
      await channel.close();
      expect(await (await channelOf(model)).checkQueue(name)).toMatchObject({ messageCount: 0 });
    });

    test("ack of several settles all up to the tag", async () => {
      const model = await open(broker);
      const channel = await channelOf(model);
      const name = await queue(broker, channel);
      await send(channel, name, ["1", "2", "3", "4"]);
      const { messages } = await receive(channel, name);
      await eventually("four", () => messages.length === 4);
      if (messages[2]) channel.ack(messages[2], true);
      await channel.close();
      expect(await drainTexts(await channelOf(model), name)).toEqual(["4"]);
    });

    test("nack and reject with requeue give messages back to their places, marked", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      await send(channel, name, ["1", "2", "3", "4", "5"]);
      const taken: GetMessage[] = [];
      for (let count = 0; count < 3; count += 1) taken.push((await channel.get(name)) as GetMessage);
      const [first, second, third] = taken;
      if (!first || !second || !third) throw new Error("three messages were expected");
      channel.reject(third, true);
      channel.nack(second, true, true);
      const left = [];
      for (;;) {
        const message = await channel.get(name, { noAck: true });
        if (message === false) break;
        left.push([textOf(message), message.fields.redelivered]);
      }
      expect(left).toEqual([
        ["1", true],
        ["2", true],
        ["3", true],
        ["4", false],
        ["5", false],
      ]);
    });

    test("nack of all with tag 0, and without requeue they are gone", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      await send(channel, name, ["1", "2", "3"]);
      const { messages } = await receive(channel, name);
      await eventually("three", () => messages.length === 3);
      channel.nackAll(false);
      await settled(channel);
      expect(await channel.checkQueue(name)).toMatchObject({ messageCount: 0 });
    });

    test("a closed channel or a lost connection gives back what it had", async () => {
      // Not closed at the end: what was cut cannot say good-bye.
      const model = await connect(broker().url);
      model.on("error", () => undefined);
      const other = await openChannel(broker);
      const channel = await channelOf(model);
      const name = await queue(broker, other);
      await send(other, name, ["1", "2", "3"]);
      const { messages } = await receive(channel, name);
      await eventually("three", () => messages.length === 3);
      await channel.close();
      expect(await other.checkQueue(name)).toMatchObject({ messageCount: 3, consumerCount: 0 });
      const lost = await receive(await channelOf(model), name);
      await eventually("three again", () => lost.messages.length === 3);
      (model.connection as unknown as { stream: { destroy(): void } }).stream.destroy();
      await eventually("they are back", async () => (await other.checkQueue(name)).messageCount === 3);
      const message = await other.get(name);
      expect(message !== false && [textOf(message), message.fields.redelivered]).toEqual(["1", true]);
    });

    test("recover gives everything back to the queue", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      await send(channel, name, ["1", "2"]);
      await channel.get(name);
      await channel.get(name);
      await channel.recover();
      expect(await drainTexts(channel, name)).toEqual(["1", "2"]);
    });

    test("a tag that is not there, or twice, is 406", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      await send(channel, name, ["1"]);
      const message = await channel.get(name);
      if (message === false) throw new Error("a message was expected");
      channel.ack(message);
      const closing = nextClosing(channel);
      channel.ack(message);
      expect(await closing).toEqual({ code: 406, text: "PRECONDITION_FAILED - unknown delivery tag 1" });
    });

    test("a consumer tag that is taken is 530, and costs the connection", async () => {
      const model = await open(broker);
      const channel = await channelOf(model);
      const name = await queue(broker, await openChannel(broker));
      const tag = unique("tag");
      await channel.consume(name, () => undefined, { consumerTag: tag });
      const closing = nextClosing(model);
      channel.consume(name, () => undefined, { consumerTag: tag }).catch(() => undefined);
      expect(await closing).toEqual({
        code: 530,
        text: `NOT_ALLOWED - attempt to reuse consumer tag '${tag}'`,
      });
    });

    test("an exclusive consumer is the only one: 403", async () => {
      const model = await open(broker);
      const name = await queue(broker, await channelOf(model));
      const channel = await channelOf(model);
      const { consumerTag } = await channel.consume(name, () => undefined, { exclusive: true });
      const refused = { code: 403, text: `ACCESS_REFUSED - queue '${name}' in vhost '/' in exclusive use` };
      expect(await closingOf((await channelOf(model)).consume(name, () => undefined))).toEqual(refused);
      await channel.cancel(consumerTag);
      await channel.consume(name, () => undefined);
      const second = await channelOf(model);
      expect(await closingOf(second.consume(name, () => undefined, { exclusive: true }))).toEqual(refused);
    });

    test("cancelling ends deliveries and keeps those in hand; an unknown tag is fine", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      await channel.prefetch(1);
      const { messages, consumerTag } = await receive(channel, name);
      await send(channel, name, ["1", "2"]);
      await eventually("one", () => messages.length === 1);
      await channel.cancel(consumerTag);
      await channel.cancel("unknown");
      if (messages[0]) channel.ack(messages[0]);
      await settled(channel);
      expect(await drainTexts(channel, name)).toEqual(["2"]);
    });

    test("a consumer is told when its queue goes", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      const cancelled = new Promise((resolve) => {
        void channel.consume(name, (message) => message === null && resolve("cancelled"));
      });
      const other = await openChannel(broker);
      await eventually("it consumes", async () => (await other.checkQueue(name)).consumerCount === 1);
      await other.deleteQueue(name);
      expect(await cancelled).toBe("cancelled");
    });

    test("what is not there is 404", async () => {
      const model = await open(broker);
      const name = unique("nothing");
      const missing = { code: 404, text: `NOT_FOUND - no queue '${name}' in vhost '/'` };
      expect(await closingOf((await channelOf(model)).consume(name, () => undefined))).toEqual(missing);
      expect(await closingOf((await channelOf(model)).get(name))).toEqual(missing);
      expect(await closingOf((await channelOf(model)).purgeQueue(name))).toEqual(missing);
      expect(await closingOf((await channelOf(model)).bindQueue(name, "amq.direct", "k"))).toEqual(missing);
    });

    test("fetching from an empty queue answers that it is empty, and counts what is left otherwise", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      expect(await channel.get(name)).toBe(false);
      await send(channel, name, ["1", "2"]);
      const message = await channel.get(name);
      expect(message !== false && message.fields).toMatchObject({ messageCount: 1, deliveryTag: 1 });
    });
  });
}
