import type { ConfirmChannel, GetMessage } from "amqplib";
import { describe, expect, test } from "vitest";
import { eventually } from "../../gateway/eventually.js";
import {
  drain,
  drainTexts,
  type GetBroker,
  openChannel,
  queue,
  send,
  textOf,
  unique,
} from "../broker-under-test.js";

/** Dead-lettering and the headers that tell of it. */
export function deadLetterScenarios(broker: GetBroker): void {
  describe("dead letters", () => {
    async function rejectOne(channel: ConfirmChannel, name: string): Promise<void> {
      const message = await channel.get(name);
      if (message === false) throw new Error(`nothing in ${name}`);
      channel.reject(message, false);
    }

    async function next(channel: ConfirmChannel, name: string): Promise<GetMessage> {
      return eventually(`a message in ${name}`, async () => channel.get(name, { noAck: true }));
    }

    test("a rejected message keeps its body and properties and says where it died", async () => {
      const channel = await openChannel(broker);
      const dead = await queue(broker, channel, {}, unique("dead"));
      const name = await queue(broker, channel, { deadLetterExchange: "", deadLetterRoutingKey: dead });
      await send(channel, name, ["a body"], {
        messageId: "m-1",
        persistent: true,
        headers: { own: "header", n: 7 },
      });
      await rejectOne(channel, name);
      const letter = await next(channel, dead);
      expect(textOf(letter)).toBe("a body");
      expect(letter.fields).toMatchObject({ exchange: "", routingKey: dead, redelivered: false });
      expect(letter.properties).toMatchObject({ messageId: "m-1", deliveryMode: 2 });
      const { headers } = letter.properties;
      expect(headers).toMatchObject({
        own: "header",
        n: 7,
        "x-first-death-reason": "rejected",
        "x-first-death-queue": name,
        "x-first-death-exchange": "",
        "x-last-death-reason": "rejected",
        "x-last-death-queue": name,
        "x-last-death-exchange": "",
      });
      expect(headers?.["x-death"]).toEqual([
        {
          count: 1,
          reason: "rejected",
          queue: name,
          time: { "!": "timestamp", value: expect.any(Number) },
          exchange: "",
          "routing-keys": [name],
        },
      ]);
      const diedAt = headers?.["x-death"]?.[0]?.time.value;
      expect(Math.abs((diedAt ?? 0) - Date.now() / 1000)).toBeLessThan(120);
    });

    test("without a dead-letter routing key it keeps its own; nothing bound, and it is gone", async () => {
      const channel = await openChannel(broker);
      const exchange = unique("dlx");
      await channel.assertExchange(exchange, "direct", { durable: false, autoDelete: true });
      const dead = await queue(broker, channel, {}, unique("dead"));
      const name = await queue(broker, channel, { deadLetterExchange: exchange });
      await send(channel, name, ["lost"]);
      await rejectOne(channel, name);
      await channel.bindQueue(dead, exchange, name);
      await send(channel, name, ["found"]);
      await rejectOne(channel, name);
      const letter = await next(channel, dead);
      expect([textOf(letter), letter.fields.exchange, letter.fields.routingKey]).toEqual([
        "found",
        exchange,
        name,
      ]);
      expect(await drainTexts(channel, dead)).toEqual([]);
    });

    test("a dead-letter exchange that is not there: the message is gone, the queue goes on", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, { deadLetterExchange: unique("nowhere") });
      await send(channel, name, ["1", "2"]);
      await rejectOne(channel, name);
      expect(await drainTexts(channel, name)).toEqual(["2"]);
    });

    test("an expired message loses its expiration, and says what it was", async () => {
      const channel = await openChannel(broker);
      const dead = await queue(broker, channel, {}, unique("dead"));
      const name = await queue(broker, channel, { deadLetterExchange: "", deadLetterRoutingKey: dead });
      await send(channel, name, ["late"], { expiration: 20 });
      const { properties } = await next(channel, dead);
      expect(properties.expiration).toBeUndefined();
      expect(properties.headers?.["x-death"]).toMatchObject([
        { count: 1, reason: "expired", queue: name, "original-expiration": "20" },
      ]);
    });

    test("maxlen: what is pushed out", async () => {
      const channel = await openChannel(broker);
      const dead = await queue(broker, channel, {}, unique("dead"));
      const name = await queue(broker, channel, {
        maxLength: 1,
        deadLetterExchange: "",
        deadLetterRoutingKey: dead,
      });
      await send(channel, name, ["1", "2", "3"]);
      const letters = await eventually("two", async () => {
        const { messageCount } = await channel.checkQueue(dead);
        return messageCount === 2 && drain(channel, dead);
      });
      expect(letters.map(textOf)).toEqual(["1", "2"]);
      expect(letters[0]?.properties.headers?.["x-death"]).toMatchObject([
        { count: 1, reason: "maxlen", queue: name },
      ]);
    });

    test("deaths add up by queue and reason, the last one first; the first stays named", async () => {
      const channel = await openChannel(broker);
      const [work, retry] = [unique("work"), unique("retry")];
      await queue(broker, channel, { deadLetterExchange: "", deadLetterRoutingKey: retry }, work);
      await queue(
        broker,
        channel,
        { messageTtl: 10, deadLetterExchange: "", deadLetterRoutingKey: work },
        retry,
      );
      await send(channel, work, ["again"]);
      for (let round = 1; round <= 3; round += 1) {
        const message = await eventually("it is back", async () => channel.get(work));
        if (round < 3) channel.reject(message, false);
        else {
          const { headers } = message.properties;
          expect(headers?.["x-death"]).toMatchObject([
            { count: 2, reason: "expired", queue: retry, exchange: "", "routing-keys": [retry] },
            { count: 2, reason: "rejected", queue: work, exchange: "", "routing-keys": [work] },
          ]);
          expect(headers).toMatchObject({ "x-first-death-reason": "rejected", "x-first-death-queue": work });
          expect(headers).toMatchObject({ "x-last-death-reason": "expired", "x-last-death-queue": retry });
        }
      }
    });

    test("a circle without a rejection ends: the message is dropped", async () => {
      const channel = await openChannel(broker);
      const [a, b] = [unique("a"), unique("b")];
      await queue(broker, channel, { messageTtl: 10, deadLetterExchange: "", deadLetterRoutingKey: b }, a);
      await queue(broker, channel, { messageTtl: 10, deadLetterExchange: "", deadLetterRoutingKey: a }, b);
      await send(channel, a, ["round and round"]);
      await eventually("both are empty", async () => {
        const counts = [await channel.checkQueue(a), await channel.checkQueue(b)];
        return counts.every(({ messageCount }) => messageCount === 0);
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect([await drainTexts(channel, a), await drainTexts(channel, b)]).toEqual([[], []]);
    });

    test("a queue that dead-letters to itself drops what expires", async () => {
      const channel = await openChannel(broker);
      const name = unique("self");
      await queue(
        broker,
        channel,
        { messageTtl: 10, deadLetterExchange: "", deadLetterRoutingKey: name },
        name,
      );
      await send(channel, name, ["once"]);
      await eventually("it is gone", async () => (await channel.checkQueue(name)).messageCount === 0);
    });

    test("a queue that is deleted or purged dead-letters nothing", async () => {
      const channel = await openChannel(broker);
      const dead = await queue(broker, channel, {}, unique("dead"));
      const options = { deadLetterExchange: "", deadLetterRoutingKey: dead };
      const [purged, deleted] = [
        await queue(broker, channel, options),
        await queue(broker, channel, options),
      ];
      await send(channel, purged, ["1"]);
      await send(channel, deleted, ["2"]);
      await channel.purgeQueue(purged);
      await channel.deleteQueue(deleted);
      expect(await drainTexts(channel, dead)).toEqual([]);
    });
  });
}
