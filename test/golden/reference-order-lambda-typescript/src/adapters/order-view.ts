import type { Table, Write } from "../chassis/dynamodb.js";
import { listingAttributes } from "../chassis/listing.js";
import { toDecimal } from "../domain/money.js";
import type { Order } from "../domain/order.js";
import type { OrderView } from "../domain/ports.js";

export const allOrders = "orders";

/** The index entry under which the orders of one user are listed. */
export function ordersOf(userId: string): string {
  return `orders-of-user#${userId}`;
}

/** The write that brings the read model up to date; it goes into the transaction that changes the order. */
export function orderViewWrite(table: Table, pk: string, order: Order): Write {
  const sort = `${order.createdAt}#${order.id}`;
  return {
    Put: {
      TableName: table.name,
      Item: {
        pk,
        sk: "view",
        kind: "order-view",
        state: viewOf(order),
        ...listingAttributes({ list: allOrders, owner: ordersOf(order.userId), sort }),
      },
    },
  };
}

/** The order as the read model keeps it. */
function viewOf(order: Order): OrderView {
  return {
    id: order.id,
    userId: order.userId,
    items: order.items.map(({ sku, quantity, price }) => ({ sku, quantity, price: toDecimal(price) })),
    total: toDecimal(order.total),
    currency: order.total.currency,
    status: order.status,
    ...(order.reason === undefined ? {} : { reason: order.reason }),
  };
}
