import type { Routes } from "../chassis/api.js";
import { addMetric } from "../chassis/metrics.js";
import { toDecimal, toMoney } from "../domain/money.js";
import type { Payment } from "../domain/payment.js";
import type { Payments } from "../domain/payments.js";
import type { PageRequest } from "../domain/ports.js";
import { answer } from "./problems.js";

const collection = "/api/v1/payments";

interface PaymentBody {
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
}

/** The HTTP side of the use cases, as `contracts/openapi.json` describes it. */
export function paymentRoutes(payments: Payments): Routes {
  return {
    "POST /api/v1/payments": async ({ headers, body }) => {
      const { orderId, amount, currency, method } = body as PaymentBody;
      const key = headers["idempotency-key"] ?? "";
      const payment = await answer(async () =>
        payments.pay(key, { orderId, money: toMoney(amount, currency), method }),
      );
      addMetric("Payments", 1, "Count", { Outcome: payment.status });
      return { status: 201, headers: { location: `${collection}/${payment.id}` }, body: toJson(payment) };
    },
    "POST /api/v1/payments/{id}/refund": async ({ params: { id = "" } }) => ({
      status: 200,
      body: toJson(await answer(() => payments.refund(id))),
    }),
    "GET /api/v1/payments/{id}": async ({ params: { id = "" } }) => ({
      status: 200,
      body: toJson(await answer(() => payments.get(id))),
    }),
    "GET /api/v1/payments": async ({ query }) => {
      const { orderId, ...page } = query as unknown as PageRequest & { readonly orderId?: string };
      const found = await answer(() => payments.list({ orderId }, page));
      return { status: 200, body: { ...found, items: found.items.map(toJson) } };
    },
  };
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
