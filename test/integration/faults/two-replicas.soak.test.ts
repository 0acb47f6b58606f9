import { type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectEachProcessedOnce } from "./exactly-once.js";
import { placeOrders } from "./order-load.js";
import { describeFault, eventually, serviceNames, soak } from "./shop.js";

const sku = "B";
const quantity = 1;

describeFault("two replicas of every service", (shop) => {
  beforeAll(() => shop.deploy("--replicas", "2"));
  afterAll(() => shop.deploy("--replicas", "1"));

  test("share the orders, and process each once", async () => {
    for (const service of serviceNames) expect(await shop.replicas(service)).toHaveLength(2);
    const userId = await shop.customer();
    const stockBefore = await shop.stock(sku);
    const count = soak(200, 2_000);
    const { accepted, refused } = await placeOrders(shop, count, { userId, sku, quantity });
    expect(refused).toEqual([]);
    expect(accepted).toHaveLength(count);
    await expectEachProcessedOnce(shop, { orders: accepted, sku, quantity, stockBefore });
    for (const replica of await shop.replicas("order-service")) {
      const handled = 'events_consumed_total{queue="order-service.saga",outcome="handled"}';
      expect((await shop.metrics(replica))(handled)).toBeGreaterThan(0);
    }
  });

  test("publish the events of each user once and in order", async () => {
    const connection = await connect(shop.data.amqpUrl);
    try {
      const published = await recordUserEvents(connection);
      const users = await Promise.all(Array.from({ length: 10 }, () => shop.customer()));
      const changes = soak(10, 100);
      await Promise.all(
        users.map(async (id) => {
          for (let change = 1; change <= changes; change++) {
            const body = { name: `Grace ${change}`, email: `${id}@example.com` };
            await shop.client.call("PUT", `/api/users/${id}`, 200, { body });
          }
        }),
      );
      await eventually("all events to be published", () => {
        return users.every((id) => (published.get(id)?.length ?? 0) > changes);
      });
      const inOrder = Array.from({ length: changes + 1 }, (_, index) => index + 1);
      for (const id of users) expect(published.get(id)).toEqual(inOrder);
    } finally {
      await connection.close();
    }
  });
});

/** The versions of each user as their events arrive, in a queue of our own. */
async function recordUserEvents(connection: ChannelModel): Promise<ReadonlyMap<string, readonly number[]>> {
  const versions = new Map<string, number[]>();
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, "user_events", "#");
  const record = (message: { content: Buffer } | null) => {
    if (message === null) return;
    const { UserId: id, Version: version } = JSON.parse(message.content.toString()) as {
      UserId: string;
      Version: number;
    };
    versions.set(id, [...(versions.get(id) ?? []), version]);
  };
  await channel.consume(queue, record, { noAck: true });
  return versions;
}
