import type { ConfirmChannel } from "amqplib";
import { describe, expect, onTestFinished, test } from "vitest";
import { drainTexts, type GetBroker, nextClosing, openChannel, queue, unique } from "../broker-under-test.js";

type Type = "direct" | "topic" | "fanout" | "headers";

async function exchange(channel: ConfirmChannel, type: Type, options = {}): Promise<string> {
  const name = unique("x");
  await channel.assertExchange(name, type, { durable: false, ...options });
  onTestFinished(() =>
    channel.deleteExchange(name).then(
      () => undefined,
      () => undefined,
    ),
  );
  return name;
}

/** The way of a message through exchanges and bindings. */
export function routingScenarios(broker: GetBroker): void {
  describe("routing", () => {
    async function publishAll(channel: ConfirmChannel, name: string, keys: readonly string[]): Promise<void> {
      for (const key of keys) channel.publish(name, key, Buffer.from(key));
      await channel.waitForConfirms();
    }

    test("direct: by the same key; a queue bound twice gets a message once for each that matches", async () => {
      const channel = await openChannel(broker);
      const name = await exchange(channel, "direct");
      const [a, b] = [await queue(broker, channel), await queue(broker, channel)];
      await channel.bindQueue(a, name, "red");
      await channel.bindQueue(a, name, "green");
      await channel.bindQueue(a, name, "red");
      await channel.bindQueue(b, name, "green");
      await publishAll(channel, name, ["red", "green", "blue"]);
      expect(await drainTexts(channel, a)).toEqual(["red", "green"]);
      expect(await drainTexts(channel, b)).toEqual(["green"]);
      await channel.unbindQueue(a, name, "red");
      await publishAll(channel, name, ["red", "green"]);
      expect(await drainTexts(channel, a)).toEqual(["green"]);
    });

    const keys = ["a", "a.b", "a.b.c", "b.a", "a..c", "", ".", "a.b.c.d", "x.a.y"];
    test.each([
      "#",
      "*",
      "a.#",
      "#.a",
      "a.*",
      "*.b.*",
      "a.*.c",
      "#.b.#",
      "*.#",
      "#.*",
      "a.#.c",
      "",
      "a.b",
      "#.#",
      "*.*.#",
    ])("topic: what %s matches", async (pattern) => {
      const channel = await openChannel(broker);
      const name = await exchange(channel, "topic");
      const target = await queue(broker, channel);
      await channel.bindQueue(target, name, pattern);
      await publishAll(channel, name, keys);
      expect(await drainTexts(channel, target)).toEqual(keys.filter((key) => expected(pattern, key)));
    });

    test("topic: a queue whose patterns both match gets a message once", async () => {
      const channel = await openChannel(broker);
      const name = await exchange(channel, "topic");
      const target = await queue(broker, channel);
      await channel.bindQueue(target, name, "a.*");
      await channel.bindQueue(target, name, "#");
      await publishAll(channel, name, ["a.b"]);
      await channel.unbindQueue(target, name, "#");
      await publishAll(channel, name, ["a.c", "b"]);
      expect(await drainTexts(channel, target)).toEqual(["a.b", "a.c"]);
    });

    test("fanout: to all, whatever the key", async () => {
      const channel = await openChannel(broker);
      const name = await exchange(channel, "fanout");
      const [a, b] = [await queue(broker, channel), await queue(broker, channel)];
      await channel.bindQueue(a, name, "ignored");
      await channel.bindQueue(b, name, "");
      await publishAll(channel, name, ["one", "two"]);
      expect([await drainTexts(channel, a), await drainTexts(channel, b)]).toEqual([
        ["one", "two"],
        ["one", "two"],
      ]);
    });

    test.each([
      ["all", { "x-match": "all", a: 1, b: "two" }, ["both", "more"]],
      ["all by default", { a: 1, b: "two" }, ["both", "more"]],
      ["any", { "x-match": "any", a: 1, b: "two" }, ["one", "both", "more"]],
      ["all, without what begins with x-", { "x-match": "all", a: 1, "x-c": "no" }, ["one", "both", "more"]],
      ["all-with-x", { "x-match": "all-with-x", a: 1, "x-d": "yes" }, ["more"]],
      ["any-with-x", { "x-match": "any-with-x", zero: 1, "x-d": "yes" }, ["more"]],
      ["nothing at all", {}, ["one", "both", "more", "none"]],
      ["any of nothing", { "x-match": "any" }, []],
    ])("headers: %s", async (_, wanted, found) => {
      const channel = await openChannel(broker);
      const name = await exchange(channel, "headers");
      const target = await queue(broker, channel);
      await channel.bindQueue(target, name, "", wanted);
      for (const [text, headers] of Object.entries({
        one: { a: 1 },
        both: { a: 1, b: "two" },
        more: { a: 1, b: "two", c: true, "x-d": "yes" },
        none: { a: 2, b: "three" },
      })) {
        channel.publish(name, "", Buffer.from(text), { headers });
      }
      await channel.waitForConfirms();
      expect(await drainTexts(channel, target)).toEqual(found);
    });

    test("headers: an x-match that is none is 406", async () => {
      const channel = await openChannel(broker);
      const target = await queue(broker, channel);
      const closing = nextClosing(channel);
      await expect(channel.bindQueue(target, "amq.headers", "", { "x-match": "some" })).rejects.toThrow();
      expect((await closing).code).toBe(406);
    });

    test("mandatory: what no queue takes comes back, and is confirmed afterwards", async () => {
      const channel = await openChannel(broker);
      const name = await exchange(channel, "direct");
      const order: string[] = [];
      const returned = new Promise<void>((resolve) => {
        channel.once("return", ({ fields, content, properties }) => {
          order.push("returned");
          expect(fields).toEqual({
            replyCode: 312,
            replyText: "NO_ROUTE",
            exchange: name,
            routingKey: "nowhere",
          });
          expect(properties).toMatchObject({ messageId: "m-1", headers: { h: 1 } });
          expect(content.toString()).toBe("lost");
          resolve();
        });
      });
      channel.publish(
        name,
        "nowhere",
        Buffer.from("lost"),
        { mandatory: true, messageId: "m-1", headers: { h: 1 } },
        () => order.push("confirmed"),
      );
      channel.publish(name, "nowhere", Buffer.from("not said"), {}, () => order.push("confirmed"));
      await channel.waitForConfirms();
      await returned;
      expect(order).toEqual(["returned", "confirmed", "confirmed"]);
    });

    test("publishing to what is not there is 404, to an internal exchange 403", async () => {
      const gone = await openChannel(broker);
      const name = unique("x");
      const closing = nextClosing(gone);
      gone.publish(name, "k", Buffer.from("?"));
      expect(await closing).toEqual({ code: 404, text: `NOT_FOUND - no exchange '${name}' in vhost '/'` });
      const channel = await openChannel(broker);
      const internal = await exchange(channel, "fanout", { internal: true });
      const refused = nextClosing(channel);
      channel.publish(internal, "k", Buffer.from("?"));
      expect(await refused).toEqual({
        code: 403,
        text: `ACCESS_REFUSED - cannot publish to internal exchange '${internal}' in vhost '/'`,
      });
    });

    test("exchanges bound to exchanges: in a row, in a circle, a queue reached twice gets it once", async () => {
      const channel = await openChannel(broker);
      const [first, second, third] = [
        await exchange(channel, "topic"),
        await exchange(channel, "fanout"),
        await exchange(channel, "direct"),
      ];
      const target = await queue(broker, channel);
      await channel.bindExchange(second, first, "a.*");
      await channel.bindExchange(third, second, "");
      await channel.bindExchange(first, third, "a.b");
      await channel.bindQueue(target, third, "a.b");
      await channel.bindQueue(target, second, "");
      await publishAll(channel, first, ["a.b", "a.c", "b"]);
      expect(await drainTexts(channel, target)).toEqual(["a.b", "a.c"]);
      await channel.unbindExchange(second, first, "a.*");
      await publishAll(channel, first, ["a.b"]);
      expect(await drainTexts(channel, target)).toEqual([]);
    });

    test("an alternate exchange takes what nothing matches, and it counts as routed", async () => {
      const channel = await openChannel(broker);
      const fallback = await exchange(channel, "fanout");
      const name = await exchange(channel, "direct", { alternateExchange: fallback });
      const [normal, other] = [await queue(broker, channel), await queue(broker, channel)];
      await channel.bindQueue(normal, name, "known");
      await channel.bindQueue(other, fallback, "");
      let returned = 0;
      channel.on("return", () => {
        returned += 1;
      });
      for (const key of ["known", "unknown"])
        channel.publish(name, key, Buffer.from(key), { mandatory: true });
      await channel.waitForConfirms();
      expect([await drainTexts(channel, normal), await drainTexts(channel, other), returned]).toEqual([
        ["known"],
        ["unknown"],
        0,
      ]);
    });
  });
}

/** What the topic exchange's definition says, word by word. */
function expected(pattern: string, key: string): boolean {
  const words = (text: string): string[] => (text === "" ? [] : text.split("."));
  const match = ([part, ...rest]: string[], [word, ...others]: string[]): boolean => {
    if (part === undefined) return word === undefined;
    if (part === "#")
      return (
        match(rest, word === undefined ? [] : [word, ...others]) ||
        (word !== undefined && match([part, ...rest], others))
      );
    return word !== undefined && (part === "*" || part === word) && match(rest, others);
  };
  return match(words(pattern), words(key));
}
