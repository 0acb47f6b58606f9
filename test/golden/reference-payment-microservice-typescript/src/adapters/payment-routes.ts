import type { FastifyInstance } from "fastify";
import type { OpenApiDocument } from "../chassis/contract.js";
import { toDecimal, toMoney } from "../domain/money.js";
import type { Payment } from "../domain/payment.js";
import type { Payments } from "../domain/payments.js";
import type { PageRequest } from "../domain/ports.js";
import { answer } from "./problems.js";
import { requestSchema } from "./request-schema.js";

const collection = "/api/v1/payments";

interface ById {
  readonly Params: { readonly id: string };
}

interface PaymentBody {
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
}

/** The HTTP side of the use cases, as `contracts/openapi.json` describes it. */
export function paymentRoutes(app: FastifyInstance, payments: Payments, contract: OpenApiDocument): void {
  const schemaOf = (path: string, method: string) => ({ schema: requestSchema(contract, path, method) });

  app.post<{ Body: PaymentBody; Headers: { readonly "idempotency-key": string } }>(
    "/api/v1/payments",
    schemaOf("/api/v1/payments", "post"),
    async (request, reply) => {
      const { orderId, amount, currency, method } = request.body;
      const key = request.headers["idempotency-key"];
      const payment = await answer(async () =>
        payments.pay(key, { orderId, money: toMoney(amount, currency), method }),
      );
      return reply.code(201).header("location", `${collection}/${payment.id}`).send(toJson(payment));
    },
  );

  app.post<ById>(
    "/api/v1/payments/:id/refund",
    schemaOf("/api/v1/payments/{id}/refund", "post"),
    async (request) => toJson(await answer(() => payments.refund(request.params.id))),
  );

  app.get<ById>("/api/v1/payments/:id", schemaOf("/api/v1/payments/{id}", "get"), async (request) =>
    toJson(await answer(() => payments.get(request.params.id))),
  );

  app.get<{ Querystring: PageRequest & { readonly orderId?: string } }>(
    "/api/v1/payments",
    schemaOf("/api/v1/payments", "get"),
    async (request) => {
      const { orderId, ...page } = request.query;
      const found = await answer(() => payments.list({ orderId }, page));
      return { ...found, items: found.items.map(toJson) };
    },
  );
}

function toJson({ id, orderId, money, method, status, reason }: Payment) {
  return {
    id,
    orderId,
    amount: toDecimal(money),
    currency: money.currency,
    method,
    status,
    ...(reason === undefined ? {} : { reason }),
  };
}
