import { expect, test } from "vitest";
import { expectEachProcessedOnce } from "./exactly-once.js";
import { placeOrders } from "./order-load.js";
import { describeFault, eventually, soak } from "./shop.js";

const sku = "A";
const quantity = 4;
const count = 15;

describeFault("a consumer killed with messages in hand", (shop) => {
  test.each(Array.from({ length: soak(2, 20) }, (_, index) => index + 1))(
    "gets them delivered again, and applies each once (round %i)",
    async () => {
      const userId = await shop.customer();
      const stockBefore = await shop.stock(sku);
      const order = shop.container("order-service");
      const payment = shop.container("payment-service");

      // With payments on hold every saga stops after its reservation, in the middle of its message.
      await shop.operator.pause(payment);
      const { accepted, refused } = await placeOrders(shop, count, { userId, sku, quantity });
      expect(refused).toEqual([]);
      await eventually("stock to be reserved", async () => {
        return (await shop.stock(sku)) === stockBefore - quantity * count;
      });
      await shop.end(order, "kill");
      await shop.operator.unpause(payment);
      await shop.start(order);

      await expectEachProcessedOnce(shop, { orders: accepted, sku, quantity, stockBefore });
    },
  );
});
