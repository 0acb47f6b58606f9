import { expect, test } from "vitest";
import { eventually } from "../../gateway/eventually.js";
import { channelOf, type GetBroker, open, openChannel, queue } from "../broker-under-test.js";

/** What raises a broker's memory alarm, and what ends it. */
export interface MemoryAlarm {
  raise(): Promise<void>;
  clear(): Promise<void>;
}

/** What clients see of a broker that is short of memory. */
export function memoryAlarmScenario(broker: GetBroker, alarm: MemoryAlarm): void {
  test("short of memory: publishers are told and wait, consumers go on; then all of it is confirmed", async () => {
    const consumer = await open(broker);
    const told: string[] = [];
    consumer.on("blocked", () => told.push("the consumer is blocked"));
    const consuming = await channelOf(consumer);
    const name = await queue(broker, consuming);
    await alarm.raise();
    const publisher = await open(broker);
    publisher.on("blocked", (reason) => told.push(`blocked: ${reason}`));
    publisher.on("unblocked", () => told.push("unblocked"));
    const channel = await channelOf(publisher);
    let confirmed = 0;
    const send = (count: number): void => {
      for (let number = 0; number < count; number += 1)
        channel.sendToQueue(name, Buffer.from("x"), {}, () => {
          confirmed += 1;
        });
    };
    send(1);
    await eventually("it is told", () => told.length === 1, 20_000);
    expect(told).toEqual(["blocked: low on memory"]);
    send(10);
    // What was sent after it was told is not read: others are answered meanwhile, and do not see it.
    for (let round = 0; round < 20; round += 1)
      expect((await consuming.checkQueue(name)).messageCount).toBeLessThanOrEqual(1);
    expect(confirmed).toBeLessThanOrEqual(1);
    let taken = 0;
    await consuming.consume(name, () => {
      taken += 1;
    });
    await alarm.clear();
    await channel.waitForConfirms();
    expect(confirmed).toBe(11);
    await eventually("the consumer has all", () => taken === 11);
    await eventually("the publisher is told", () => told.length === 2);
    expect(told).toEqual(["blocked: low on memory", "unblocked"]);
  });
}

/** For a broker with a small limit: messages that nobody takes raise it, and emptying their queue ends it. */
export function byFillingUp(broker: GetBroker, limitBytes: number): MemoryAlarm {
  const filler = "filler";
  return {
    async raise() {
      const channel = await openChannel(broker);
      await channel.assertQueue(filler, { durable: false });
      channel.sendToQueue(filler, Buffer.alloc(limitBytes + 1));
      await channel.waitForConfirms();
    },
    async clear() {
      const channel = await openChannel(broker);
      await channel.purgeQueue(filler);
    },
  };
}
