import { expect, test } from "vitest";
import { expectEachProcessedOnce } from "./exactly-once.js";
import { placeOrders } from "./order-load.js";
import { describeFault, eventually, type Shop, soak } from "./shop.js";

const sku = "A";
const quantity = 3;

/** Stopped, it closes its connections; paused, they stay open and nobody answers on them. */
const forms = [
  {
    form: "stopped",
    away: (shop: Shop, broker: string) => shop.end(broker, "stop"),
    back: (shop: Shop, broker: string) => shop.start(broker),
  },
  {
    form: "paused",
    away: (shop: Shop, broker: string) => shop.operator.pause(broker),
    back: (shop: Shop, broker: string) => shop.operator.unpause(broker),
  },
];
/** Where the broker has no process of its own, as in the supervisor, it cannot be paused alone. */
const rounds = (shop: Shop) =>
  forms
    .filter(({ form }) => form !== "paused" || shop.engine === "docker")
    .flatMap((each) => Array.from({ length: soak(1, 5) }, (_, index) => ({ ...each, round: index + 1 })));

describeFault("RabbitMQ away during 200 orders", (shop) => {
  test.each(rounds(shop))(
    "$form: no request fails, no event is lost, each is applied once after it returns (round $round)",
    async ({ away, back }) => {
      const userId = await shop.customer();
      const stockBefore = await shop.stock(sku);
      const broker = shop.container("rabbitmq");
      const order = { userId, sku, quantity };

      let leaving: Promise<unknown> | undefined;
      const onAnswer = (answered: number) => {
        if (answered === 25) leaving = away(shop, broker);
      };
      const during = await placeOrders(shop, 100, { ...order, onAnswer });
      await leaving;
      await eventually("the service to notice", async () => {
        return (await shop.readiness("order-service")).status === "degraded";
      });
      expect(await shop.readiness("order-service")).toMatchObject({
        code: 200,
        checks: { database: "up", broker: "down" },
      });
      const without = await placeOrders(shop, 60, order);
      const [after] = await Promise.all([placeOrders(shop, 40, order), back(shop, broker)]);

      const loads = [during, without, after];
      expect(loads.flatMap(({ refused }) => refused)).toEqual([]);
      const orders = loads.flatMap(({ accepted }) => accepted);
      expect(orders).toHaveLength(200);
      await expectEachProcessedOnce(shop, { orders, sku, quantity, stockBefore });
    },
  );
});
