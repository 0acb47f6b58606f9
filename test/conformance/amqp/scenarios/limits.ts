import { describe, expect, test } from "vitest";
import { eventually } from "../../gateway/eventually.js";
import {
  closingOf,
  drainTexts,
  type GetBroker,
  nextClosing,
  openChannel,
  queue,
  send,
  textOf,
  unique,
} from "../broker-under-test.js";

/** Times, lengths, and what happens at their end. */
export function limitScenarios(broker: GetBroker): void {
  describe("limits", () => {
    test("a message's own time to live: it expires at the front of its queue only", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      await send(channel, name, ["short"], { expiration: 50 });
      await eventually("it expired", async () => (await channel.checkQueue(name)).messageCount === 0);
      await send(channel, name, ["long"], { expiration: 60_000 });
      await send(channel, name, ["short"], { expiration: 1 });
      // Behind one that lives, the other waits.
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect((await channel.checkQueue(name)).messageCount).toBe(2);
      expect(await drainTexts(channel, name)).toEqual(["long"]);
    });

    test("a queue's time to live, the shorter of both counts", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, { messageTtl: 60 });
      await send(channel, name, ["1", "2"]);
      await send(channel, name, ["3"], { expiration: 60_000 });
      await eventually("all expired", async () => (await channel.checkQueue(name)).messageCount === 0);
    });

    test("a time of 0: only who waits gets it", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, { messageTtl: 0 });
      await send(channel, name, ["nobody waits"]);
      expect(await drainTexts(channel, name)).toEqual([]);
      const got = new Promise(
        (resolve) =>
          void channel.consume(name, (message) => message && resolve(textOf(message)), { noAck: true }),
      );
      await eventually("it consumes", async () => (await channel.checkQueue(name)).consumerCount === 1);
      await send(channel, name, ["somebody waits"]);
      expect(await got).toBe("somebody waits");
    });

    test.each(["soon", "-1", "1.5"])("an expiration of %s is 406", async (expiration) => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      const closing = nextClosing(channel);
      channel.sendToQueue(name, Buffer.from("?"), { expiration });
      const { code, text } = await closing;
      expect(code).toBe(406);
      expect(text).toContain(`invalid expiration '${expiration}'`);
    });

    test("a queue that nobody uses goes after x-expires; declaring it is use", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, { expires: 150 });
      const { consumerTag } = await channel.consume(name, () => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await channel.cancel(consumerTag);
      expect(await channel.checkQueue(name)).toMatchObject({ queue: name });
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await closingOf(channel.checkQueue(name))).toMatchObject({ code: 404 });
    });

    test("max-length drops from the front", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, { maxLength: 2 });
      await send(channel, name, ["1", "2", "3", "4"]);
      expect(await drainTexts(channel, name)).toEqual(["3", "4"]);
    });

    test("max-length counts what is ready, not what is in hand", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, { maxLength: 1 });
      await send(channel, name, ["1"]);
      const message = await channel.get(name);
      await send(channel, name, ["2"]);
      if (message !== false) channel.nack(message);
      expect(await drainTexts(channel, name)).toEqual(["2"]);
    });

    test("max-length-bytes counts bodies", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, { arguments: { "x-max-length-bytes": 10 } });
      await send(channel, name, ["12345", "67890", "abc"]);
      expect(await drainTexts(channel, name)).toEqual(["67890", "abc"]);
      await send(channel, name, ["longer than all of it"]);
      expect(await drainTexts(channel, name)).toEqual([]);
    });

    test("reject-publish turns away what has no room, with a nack", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, {
        maxLength: 1,
        arguments: { "x-overflow": "reject-publish" },
      });
      const answers: boolean[] = [];
      for (const text of ["1", "2", "3"]) {
        await new Promise<void>((resolve) => {
          channel.sendToQueue(name, Buffer.from(text), {}, (error) => {
            answers.push(error === null);
            resolve();
          });
        });
      }
      expect(answers).toEqual([true, false, false]);
      expect(await drainTexts(channel, name)).toEqual(["1"]);
    });

    test("reject-publish-dlx dead-letters what it turns away", async () => {
      const channel = await openChannel(broker);
      const dead = await queue(broker, channel, {}, unique("dead"));
      const name = await queue(broker, channel, {
        maxLength: 1,
        deadLetterExchange: "",
        deadLetterRoutingKey: dead,
        arguments: { "x-overflow": "reject-publish-dlx" },
      });
      await send(channel, name, ["1"]);
      await expect(send(channel, name, ["2"])).rejects.toThrow();
      expect([await drainTexts(channel, name), await drainTexts(channel, dead)]).toEqual([["1"], ["2"]]);
    });
  });
}
