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
    await publish(shop, [JSON.stringify(failing), "no JSON"]);
    await shop.customer();

    const dead = await deadLetters(shop, 2);
    const unread = dead.find((message) => message.content.toString() === "no JSON");
    expect(unread?.properties.headers).toMatchObject({
      "x-failure": expect.stringContaining("SyntaxError"),
      "x-original-exchange": exchange,
      "x-original-routing-key": key,
    });
    const tried = dead.find((message) => message !== unread);
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

async function publish(shop: Shop, bodies: readonly string[]): Promise<void> {
  const connection = await connect(shop.data.amqpUrl);
  try {
    const channel = await connection.createConfirmChannel();
    for (const body of bodies) channel.publish(exchange, key, Buffer.from(body), { messageId: randomUUID() });
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

/** Waits for as many dead letters, and takes them out. */
async function deadLetters(shop: Shop, count: number): Promise<readonly GetMessage[]> {
  const connection = await connect(shop.data.amqpUrl);
  const found: GetMessage[] = [];
  try {
    const channel = await connection.createChannel();
    await eventually(`${count} dead letters`, async () => {
      const message = await channel.get(`${queue}.dlq`, { noAck: true });
      if (message) found.push(message);
      return found.length === count;
    });
    return found;
  } finally {
    await connection.close();
  }
}
