import { describe, expect, onTestFinished, test } from "vitest";
import { channelOf, closingOf, drain, type GetBroker, open, textOf, unique } from "../broker-under-test.js";

/** What is still there after the process was killed. */
export function durabilityScenarios(broker: GetBroker): void {
  describe("killed with -9", () => {
    test("durable exchanges, queues, bindings and confirmed persistent messages are there, the rest is not", async () => {
      const names = {
        exchange: unique("x"),
        queue: unique("kept"),
        transient: unique("gone"),
        other: unique("kept"),
      };
      const before = await open(broker);
      const channel = await channelOf(before);
      await channel.assertExchange(names.exchange, "topic", { durable: true });
      await channel.assertQueue(names.queue, {
        durable: true,
        deadLetterExchange: "",
        deadLetterRoutingKey: names.other,
      });
      // All bindings before the last durable queue: RabbitMQ was seen to forget a binding, or to remember one that was
      // taken away, when it is killed soon after and nothing durable is declared in between (3.10.8 and 4.0.5).
      await channel.bindExchange(names.exchange, "amq.fanout", "");
      await channel.bindQueue(names.queue, names.exchange, "a.#");
      await channel.bindQueue(names.queue, names.exchange, "unbound");
      await channel.unbindQueue(names.queue, names.exchange, "unbound");
      await channel.assertQueue(names.transient, { durable: false });
      await channel.assertQueue(names.other, { durable: true });
      const publish = (text: string, persistent: boolean) =>
        channel.publish(names.exchange, "a.b", Buffer.from(text), {
          persistent,
          messageId: text,
          headers: { of: text },
        });
      for (const text of ["1", "2", "3", "4"]) publish(text, true);
      publish("not persistent", false);
      await channel.waitForConfirms();
      const first = await channel.get(names.queue);
      if (first !== false) channel.ack(first);
      // Rejected: it moves to the other queue.
      const second = await channel.get(names.queue);
      if (second !== false) channel.nack(second, false, false);
      // In hand when it dies.
      await channel.get(names.queue);
      await channel.checkQueue(names.queue);
      // An acknowledgement has no answer; a confirmed message behind it is on the disk after it.
      channel.sendToQueue(names.other, Buffer.from("last"), { persistent: true });
      await channel.waitForConfirms();

      await broker().killAndRestart();
      const model = await open(broker);
      const after = await channelOf(model);
      onTestFinished(async () => {
        const cleaner = await channelOf(await open(broker));
        await cleaner.deleteQueue(names.queue);
        await cleaner.deleteQueue(names.other);
        await cleaner.deleteExchange(names.exchange);
      });
      const kept = await drain(after, names.queue);
      // RabbitMQ 4.0.5 writes acknowledgements with the next message that the same queue gets, and delivers those again
      // that nothing was written after.
      const settledStays = broker().kind === "msx";
      expect(kept.map(textOf).filter((text) => settledStays || text > "2")).toEqual(["3", "4"]);
      expect(kept.at(-1)?.properties).toMatchObject({
        messageId: "4",
        deliveryMode: 2,
        headers: { of: "4" },
      });
      const others = await drain(after, names.other);
      expect(others.map(textOf)).toEqual(["2", "last"]);
      expect(others[0]?.properties.headers?.["x-death"]).toMatchObject([
        { queue: names.queue, reason: "rejected" },
      ]);
      expect(await closingOf((await channelOf(model)).checkQueue(names.transient))).toMatchObject({
        code: 404,
      });
      // The same declarations are still the same, and the bindings lead where they led.
      await after.assertExchange(names.exchange, "topic", { durable: true });
      await after.assertQueue(names.queue, {
        durable: true,
        deadLetterExchange: "",
        deadLetterRoutingKey: names.other,
      });
      after.publish("amq.fanout", "a.new", Buffer.from("by both exchanges"));
      after.publish(names.exchange, "unbound", Buffer.from("by no binding"));
      await after.waitForConfirms();
      expect((await drain(after, names.queue)).map(textOf)).toEqual(["by both exchanges"]);
    });
  });
}
