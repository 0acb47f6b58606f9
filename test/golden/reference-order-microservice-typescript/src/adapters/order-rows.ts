import type { Selectable } from "kysely";
import { toDecimal } from "../domain/money.js";
import type { Order } from "../domain/order.js";
import type { OrderView } from "../domain/ports.js";
import type { OrdersTable, StoredItem } from "./schema.js";

/** The columns of a new order. */
export function newRow(order: Order) {
  const items: StoredItem[] = order.items.map(({ sku, quantity, price }) => ({
    sku,
    quantity,
    priceMinor: price.minorUnits,
  }));
  return {
    id: order.id,
    user_id: order.userId,
    items: JSON.stringify(items),
    total_minor: order.total.minorUnits,
    currency: order.total.currency,
    payment_method: order.paymentMethod,
    created_at: new Date(order.createdAt),
    ...changingColumns(order),
  };
}

/** The columns that change in an order's life. */
export function changingColumns(order: Order) {
  return {
    status: order.status,
    reason: order.reason ?? null,
    payment_id: order.paymentId ?? null,
    refunded: order.refunded,
    updated_at: new Date(order.updatedAt),
  };
}

export function orderOf(row: Selectable<OrdersTable>): Order {
  return {
    id: row.id,
    userId: row.user_id,
    items: row.items.map(({ sku, quantity, priceMinor }) => ({
      sku,
      quantity,
      price: { minorUnits: priceMinor, currency: row.currency },
    })),
    total: { minorUnits: Number(row.total_minor), currency: row.currency },
    paymentMethod: row.payment_method,
    status: row.status,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.payment_id === null ? {} : { paymentId: row.payment_id }),
    refunded: row.refunded,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The order as the read model keeps it. */
export function viewOf(order: Order): OrderView {
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
