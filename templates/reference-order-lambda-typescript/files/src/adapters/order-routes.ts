import type { Routes } from "../chassis/api.js";
import { addMetric } from "../chassis/metrics.js";
import { notFound } from "../chassis/problem.js";
import type { OrderRequest } from "../domain/order.js";
import type { Orders } from "../domain/orders.js";
import type { CustomerDirectory, PageRequest } from "../domain/ports.js";
import { answer } from "./problems.js";

const collection = "/api/v1/orders";

/** The HTTP side of the use cases, as `contracts/openapi.json` describes it. */
export function orderRoutes({ orders, customers }: { orders: Orders; customers: CustomerDirectory }): Routes {
  return {
    "POST /api/v1/orders": async ({ body }) => {
      const { id, status } = await answer(() => orders.place(body as OrderRequest));
      addMetric("OrdersPlaced", 1, "Count");
      return { status: 202, headers: { location: `${collection}/${id}` }, body: { id, status } };
    },
    "GET /api/v1/orders": async ({ query }) => {
      const { userId, ...page } = query as unknown as PageRequest & { readonly userId?: string };
      return { status: 200, body: await answer(() => orders.list({ userId }, page)) };
    },
    "GET /api/v1/orders/{id}": async ({ params: { id = "" } }) => ({
      status: 200,
      body: await answer(() => orders.get(id)),
    }),
    "GET /api/v1/orders/{id}/notifications": async ({ params: { id = "" } }) => ({
      status: 200,
      body: { items: await answer(() => orders.notifications(id)) },
    }),
    "GET /api/v1/orders/stock/{sku}": async ({ params: { sku = "" } }) => {
      const level = await orders.stock(sku);
      if (level === undefined) throw notFound(`Unknown sku: ${sku}`);
      return { status: 200, body: level };
    },
    "GET /api/v1/orders/customers/{userId}": async ({ params: { userId = "" } }) => {
      const customer = await customers.find(userId);
      if (customer === undefined || customer.removed) throw notFound(`Unknown customer: ${userId}`);
      const { name, email } = customer;
      return { status: 200, body: { userId, name, email } };
    },
  };
}
