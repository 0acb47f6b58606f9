import { describe, expect, test } from "vitest";
import {
  channelOf,
  closingOf,
  type GetBroker,
  open,
  openChannel,
  queue,
  unique,
} from "../broker-under-test.js";

/** Declaring, and what is refused: AMQP 0-9-1 sections 1.7.2 and 1.8.2. */
export function declareScenarios(broker: GetBroker): void {
  describe("queues and exchanges", () => {
    test("a queue is declared again when it is the same, and counts its messages and consumers", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, { arguments: { "x-max-length": 5 } });
      channel.sendToQueue(name, Buffer.from("one"));
      await channel.waitForConfirms();
      const again = await channel.assertQueue(name, { durable: false, arguments: { "x-max-length": 5 } });
      expect(again).toEqual({ queue: name, messageCount: 1, consumerCount: 0 });
      expect(await channel.checkQueue(name)).toEqual(again);
    });

    test.each([
      [
        "durable",
        { durable: true },
        "inequivalent arg 'durable' for queue 'NAME' in vhost '/': received 'true' but current is 'false'",
      ],
      [
        "auto_delete",
        { autoDelete: true },
        "inequivalent arg 'auto_delete' for queue 'NAME' in vhost '/': received 'true' but current is 'false'",
      ],
      [
        "an argument",
        { messageTtl: 5 },
        "inequivalent arg 'x-message-ttl' for queue 'NAME' in vhost '/': received the value '5' of type 'byte' but current is none",
      ],
    ])("a queue declared again otherwise (%s) is 406", async (_, options, text) => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      const closing = await closingOf(channel.assertQueue(name, { durable: false, ...options }));
      expect(closing).toEqual({ code: 406, text: `PRECONDITION_FAILED - ${text.replace("NAME", name)}` });
    });

    test("passive: what is not there is 404", async () => {
      const name = unique("nothing");
      const model = await open(broker);
      expect(await closingOf((await channelOf(model)).checkQueue(name))).toEqual({
        code: 404,
        text: `NOT_FOUND - no queue '${name}' in vhost '/'`,
      });
      expect(await closingOf((await channelOf(model)).checkExchange(name))).toEqual({
        code: 404,
        text: `NOT_FOUND - no exchange '${name}' in vhost '/'`,
      });
      // The connection goes on.
      expect(await (await channelOf(model)).assertQueue("", { exclusive: true })).toMatchObject({
        messageCount: 0,
      });
    });

    test("a queue without a name gets one", async () => {
      const channel = await openChannel(broker);
      const { queue: name } = await channel.assertQueue("", { exclusive: true });
      expect(name).toMatch(/^amq\.gen-[\w-]{22}$/);
    });

    test("an exclusive queue is 405 to another connection, and goes with its own", async () => {
      const model = await open(broker);
      const name = unique("mine");
      await (await channelOf(model)).assertQueue(name, { exclusive: true, durable: false });
      const stranger = await open(broker);
      const locked = {
        code: 405,
        text: `RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '${name}' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.`,
      };
      for (const use of [
        async () => (await channelOf(stranger)).checkQueue(name),
        async () => (await channelOf(stranger)).assertQueue(name, { exclusive: true, durable: false }),
        async () => (await channelOf(stranger)).consume(name, () => undefined),
        async () => (await channelOf(stranger)).get(name),
        async () => (await channelOf(stranger)).purgeQueue(name),
        async () => (await channelOf(stranger)).deleteQueue(name),
        async () => (await channelOf(stranger)).bindQueue(name, "amq.direct", "k"),
      ]) {
        expect(await closingOf(use())).toEqual(locked);
      }
      // Its own connection, declaring it as one that is not exclusive.
      expect(await closingOf((await channelOf(model)).assertQueue(name, { durable: false }))).toEqual(locked);
      await model.close();
      expect(await closingOf((await channelOf(stranger)).checkQueue(name))).toMatchObject({ code: 404 });
    });

    test("an auto-delete queue goes with its last consumer, not before it had one", async () => {
      const model = await open(broker);
      const channel = await channelOf(model);
      const name = await queue(broker, channel, { autoDelete: true });
      expect(await channel.checkQueue(name)).toMatchObject({ queue: name });
      const first = await channel.consume(name, () => undefined);
      const second = await channel.consume(name, () => undefined);
      await channel.cancel(first.consumerTag);
      expect(await channel.checkQueue(name)).toMatchObject({ consumerCount: 1 });
      await channel.cancel(second.consumerTag);
      expect(await closingOf(channel.checkQueue(name))).toMatchObject({ code: 404 });
    });

    test("deleting: if empty, if unused, and what is not there", async () => {
      const model = await open(broker);
      const channel = await channelOf(model);
      const name = await queue(broker, channel);
      channel.sendToQueue(name, Buffer.from("one"));
      await channel.waitForConfirms();
      const failing = await channelOf(model);
      expect(await closingOf(failing.deleteQueue(name, { ifEmpty: true }))).toEqual({
        code: 406,
        text: `PRECONDITION_FAILED - queue '${name}' in vhost '/' not empty`,
      });
      await channel.consume(name, () => undefined, { noAck: true });
      expect(await closingOf((await channelOf(model)).deleteQueue(name, { ifUnused: true }))).toEqual({
        code: 406,
        text: `PRECONDITION_FAILED - queue '${name}' in vhost '/' in use`,
      });
      await channel.deleteQueue(name);
      expect(await channel.deleteQueue(name)).toEqual({ messageCount: 0 });
    });

    test("purging counts what was ready and leaves what is in hand", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      for (const text of ["1", "2", "3"]) channel.sendToQueue(name, Buffer.from(text));
      await channel.waitForConfirms();
      const held = await channel.get(name);
      expect(await channel.purgeQueue(name)).toEqual({ messageCount: 2 });
      if (held !== false) channel.nack(held);
      expect(await channel.checkQueue(name)).toMatchObject({ messageCount: 1 });
    });

    test.each([
      ["x-message-ttl", -1],
      ["x-expires", 0],
      ["x-max-length", "many"],
      ["x-overflow", "explode"],
      ["x-dead-letter-exchange", 5],
    ])("the queue argument %s of %s is refused with 406", async (argument, value) => {
      const channel = await openChannel(broker);
      const { code, text } = await closingOf(
        channel.assertQueue(unique("q"), { durable: false, arguments: { [argument]: value } }),
      );
      expect(code).toBe(406);
      expect(text).toMatch(new RegExp(`^PRECONDITION_FAILED - .*${argument}`));
    });

    test("a dead-letter routing key without an exchange is 406", async () => {
      const channel = await openChannel(broker);
      const options = { durable: false, deadLetterRoutingKey: "k" };
      expect(await closingOf(channel.assertQueue(unique("q"), options))).toMatchObject({ code: 406 });
    });

    test("exchanges: 406 for another type and for one that is none, 403 for reserved names", async () => {
      const model = await open(broker);
      const channel = await channelOf(model);
      const name = unique("x");
      await channel.assertExchange(name, "direct", { durable: false });
      expect(
        await closingOf((await channelOf(model)).assertExchange(name, "topic", { durable: false })),
      ).toEqual({
        code: 406,
        text: `PRECONDITION_FAILED - inequivalent arg 'type' for exchange '${name}' in vhost '/': received 'topic' but current is 'direct'`,
      });
      expect(
        await closingOf((await channelOf(model)).assertExchange(name, "direct", { durable: true })),
      ).toMatchObject({
        code: 406,
        text: expect.stringContaining("inequivalent arg 'durable'"),
      });
      expect(await closingOf((await channelOf(model)).assertExchange("amq.mine", "direct"))).toEqual({
        code: 403,
        text: "ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'",
      });
      expect(await closingOf((await channelOf(model)).assertQueue("amq.mine"))).toEqual({
        code: 403,
        text: "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'",
      });
      await channel.deleteExchange(name);
      await channel.deleteExchange(name);
      expect(await closingOf((await channelOf(model)).assertExchange(unique("x"), "magic"))).toEqual({
        code: 406,
        text: "PRECONDITION_FAILED - unknown exchange type 'magic'",
      });
    });

    test("the default exchange can be published to, and nothing else: 403", async () => {
      const model = await open(broker);
      const name = await queue(broker, await channelOf(model));
      const refused = { code: 403, text: "ACCESS_REFUSED - operation not permitted on the default exchange" };
      for (const use of [
        async () => (await channelOf(model)).bindQueue(name, "", "k"),
        async () => (await channelOf(model)).unbindQueue(name, "", "k"),
        async () => (await channelOf(model)).assertExchange("", "direct"),
        async () => (await channelOf(model)).deleteExchange(""),
        async () => (await channelOf(model)).bindExchange("amq.direct", "", "k"),
      ]) {
        expect(await closingOf(use())).toEqual(refused);
      }
    });

    test("an exchange in use is not deleted if-unused; an auto-delete one goes with its last binding", async () => {
      const model = await open(broker);
      const channel = await channelOf(model);
      const name = await queue(broker, channel);
      const exchange = unique("x");
      await channel.assertExchange(exchange, "fanout", { durable: false, autoDelete: true });
      await channel.bindQueue(name, exchange, "");
      const failing = await channelOf(model);
      expect(await closingOf(failing.deleteExchange(exchange, { ifUnused: true }))).toEqual({
        code: 406,
        text: `PRECONDITION_FAILED - exchange '${exchange}' in vhost '/' in use`,
      });
      await channel.unbindQueue(name, exchange, "");
      expect(await closingOf(channel.checkExchange(exchange))).toMatchObject({ code: 404 });
    });
  });
}
