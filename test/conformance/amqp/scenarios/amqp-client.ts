import { AMQPClient } from "@cloudamqp/amqp-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../gateway/eventually.js";
import { type GetBroker, unique } from "../broker-under-test.js";

/** The same with another client library: one that encodes and pipelines differently. */
export function amqpClientScenarios(broker: GetBroker): void {
  describe("@cloudamqp/amqp-client", () => {
    async function connected() {
      const client = new AMQPClient(broker().url);
      const connection = await client.connect();
      onTestFinished(() => connection.close().catch(() => undefined));
      return connection;
    }

    test("publishes with confirms, consumes, acknowledges", async () => {
      const connection = await connected();
      const channel = await connection.channel();
      await channel.confirmSelect();
      const name = unique("q");
      await channel.queueDeclare(name, { durable: false, autoDelete: false }, { "x-max-length": 1000 });
      for (let number = 1; number <= 100; number += 1) {
        await channel.basicPublish("", name, `message ${number}`, {
          headers: { number, half: number / 2, text: "ü", list: [1, "2"] },
          deliveryMode: 2,
          timestamp: new Date(1_700_000_000_000),
        });
      }
      const seen: string[] = [];
      await channel.prefetch(10);
      const consumer = await channel.basicConsume(name, { noAck: false }, async (message) => {
        seen.push(message.bodyString() ?? "");
        if (seen.length === 1) {
          expect(message.properties.headers).toMatchObject({
            number: 1,
            half: 0.5,
            text: "ü",
            list: [1, "2"],
          });
          expect(message.properties.timestamp).toEqual(new Date(1_700_000_000_000));
        }
        await message.ack();
      });
      await eventually("a hundred", () => seen.length === 100);
      expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => `message ${index + 1}`));
      await channel.basicCancel(consumer.tag);
      expect((await channel.queueDelete(name)).messageCount).toBe(0);
    });

    test("topic, mandatory return, get, nack, dead letters", async () => {
      const connection = await connected();
      const channel = await connection.channel();
      await channel.confirmSelect();
      const [exchange, name, dead] = [unique("x"), unique("q"), unique("dead")];
      await channel.exchangeDeclare(exchange, "topic", { durable: false });
      await channel.queueDeclare(dead, { durable: false, autoDelete: false });
      await channel.queueDeclare(
        name,
        { durable: false, autoDelete: false },
        { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": dead },
      );
      await channel.queueBind(name, exchange, "order.*");
      const returned: string[] = [];
      channel.onReturn = (message) => void returned.push(message.bodyString() ?? "");
      await channel.basicPublish(exchange, "order.created", "one", {}, true);
      await channel.basicPublish(exchange, "invoice.created", "nobody", {}, true);
      await eventually("it comes back", () => returned.length === 1);
      expect(returned).toEqual(["nobody"]);
      const message = await channel.basicGet(name, { noAck: false });
      expect(message?.bodyString()).toBe("one");
      await message?.nack(false);
      const letter = await eventually(
        "the dead letter",
        async () => (await channel.basicGet(dead, { noAck: true })) ?? undefined,
      );
      expect(letter.properties.headers?.["x-death"]).toMatchObject([
        { count: 1, reason: "rejected", queue: name },
      ]);
      for (const one of [name, dead]) await channel.queueDelete(one);
      await channel.exchangeDelete(exchange);
    });

    test("a virtual host that is not there is 530", async () => {
      const client = new AMQPClient(`${broker().url}/nowhere`);
      await expect(client.connect()).rejects.toThrow(/NOT_ALLOWED - vhost nowhere not found.*530/);
    });

    test("immediate is 540, and costs the connection", async () => {
      const channel = await (await connected()).channel();
      await channel.confirmSelect();
      await expect(channel.basicPublish("", "q", "now", {}, false, true)).rejects.toThrow(
        /NOT_IMPLEMENTED - immediate=true.*540/,
      );
    });

    test("tells what closed a channel", async () => {
      const connection = await connected();
      const channel = await connection.channel();
      const name = unique("nothing");
      await expect(channel.queueDeclare(name, { passive: true })).rejects.toThrow(
        /NOT_FOUND - no queue.*404/,
      );
    });
  });
}
