import { randomUUID } from "node:crypto";
import { connect, type GetMessage } from "amqplib";
import { expect, test } from "vitest";
import { expectQueuesEmpty } from "./exactly-once.js";
import { describeFault, eventually, type Shop } from "./shop.js";

const queue = "order-service.customers";
const exchange = "user_events";
const key = "usercreatedevent";
/** `CONSUMER_RETRIES`, the guideline's number. */
const retries = 3;

describeFault("a message that cannot be handled", (shop) => {
  test("ends in the dead-letter queue with the reason, and those behind it keep flowing", async () => {
    // PostgreSQL cannot store U+0000, however often it is tried; the other is no event at all.
    const failing = { UserId: randomUUID(), Name: "\u0000", Email: "nobody@example.com", Version: 1 };
    const [failingId, unreadId] = [randomUUID(), randomUUID()];
    await publish(shop, { [failingId]: JSON.stringify(failing), [unreadId]: "no JSON" });
    await shop.customer();

    const dead = await deadLetters(shop, [failingId, unreadId]);
    const unread = dead.get(unreadId);
    expect(unread?.content.toString()).toBe("no JSON");
    expect(unread?.properties.headers).toMatchObject({
      "x-failure": expect.stringContaining(shop.sources("order-service").unreadable),
      "x-original-exchange": exchange,
      "x-original-routing-key": key,
    });
    const tried = dead.get(failingId);
    expect(tried?.properties.headers).toMatchObject({
      "x-failure": expect.stringContaining("0x00"),
      "x-attempt": 1 + retries,
      "x-original-exchange": exchange,
      "x-original-routing-key": key,
    });
    expect(JSON.parse(String(tried?.content))).toEqual(failing);

    await shop.customer();
    await expectQueuesEmpty(shop);
  });
});

/** @param bodies by message id */
async function publish(shop: Shop, bodies: Readonly<Record<string, string>>): Promise<void> {
  const connection = await connect(shop.data.amqpUrl);
  try {
    const channel = await connection.createConfirmChannel();
    for (const [messageId, body] of Object.entries(bodies)) {
      channel.publish(exchange, key, Buffer.from(body), { messageId });
    }
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

/** Waits until these messages are dead letters, and takes them out. */
async function deadLetters(shop: Shop, ids: readonly string[]): Promise<ReadonlyMap<string, GetMessage>> {
  const connection = await connect(shop.data.amqpUrl);
  const found = new Map<string, GetMessage>();
  try {
    const channel = await connection.createChannel();
    await eventually("the dead letters", async () => {
      const message = await channel.get(`${queue}.dlq`, { noAck: true });
      if (message) found.set(String(message.properties.messageId), message);
      return ids.every((id) => found.has(id));
    });
    return found;
  } finally {
    await connection.close();
  }
}
