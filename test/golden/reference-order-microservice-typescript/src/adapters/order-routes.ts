import type { FastifyInstance } from "fastify";
import type { OpenApiDocument } from "../chassis/contract.js";
import { notFound } from "../chassis/problem.js";
import type { OrderRequest } from "../domain/order.js";
import type { Orders } from "../domain/orders.js";
import type { CustomerDirectory, PageRequest } from "../domain/ports.js";
import { answer } from "./problems.js";
import { requestSchema } from "./request-schema.js";

const collection = "/api/v1/orders";

interface ById {
  readonly Params: { readonly id: string };
}

/** The HTTP side of the use cases, as `contracts/openapi.json` describes it. */
export function orderRoutes(
  app: FastifyInstance,
  { orders, customers }: { orders: Orders; customers: CustomerDirectory },
  contract: OpenApiDocument,
): void {
  const schemaOf = (path: string, method: string) => ({ schema: requestSchema(contract, path, method) });

  app.post<{ Body: OrderRequest }>(
    "/api/v1/orders",
    schemaOf("/api/v1/orders", "post"),
    async (request, reply) => {
      const { id, status } = await answer(() => orders.place(request.body));
      return reply.code(202).header("location", `${collection}/${id}`).send({ id, status });
    },
  );

  app.get<{ Querystring: PageRequest & { readonly userId?: string } }>(
    "/api/v1/orders",
    schemaOf("/api/v1/orders", "get"),
    async (request) => {
      const { userId, ...page } = request.query;
      return answer(() => orders.list({ userId }, page));
    },
  );

  app.get<ById>("/api/v1/orders/:id", schemaOf("/api/v1/orders/{id}", "get"), async (request) =>
    answer(() => orders.get(request.params.id)),
  );

  app.get<ById>(
    "/api/v1/orders/:id/notifications",
    schemaOf("/api/v1/orders/{id}/notifications", "get"),
    async (request) => ({ items: await answer(() => orders.notifications(request.params.id)) }),
  );

  app.get<{ Params: { readonly sku: string } }>(
    "/api/v1/orders/stock/:sku",
    schemaOf("/api/v1/orders/stock/{sku}", "get"),
    async (request) => {
      const level = await orders.stock(request.params.sku);
      if (level === undefined) throw notFound(`Unknown sku: ${request.params.sku}`);
      return level;
    },
  );

  app.get<{ Params: { readonly userId: string } }>(
    "/api/v1/orders/customers/:userId",
    schemaOf("/api/v1/orders/customers/{userId}", "get"),
    async (request) => {
      const customer = await customers.find(request.params.userId);
      if (customer === undefined || customer.removed) {
        throw notFound(`Unknown customer: ${request.params.userId}`);
      }
      const { userId, name, email } = customer;
      return { userId, name, email };
    },
  );
}
