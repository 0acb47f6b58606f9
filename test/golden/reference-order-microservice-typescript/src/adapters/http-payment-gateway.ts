import { type ServiceClient, ServiceUnavailableError } from "../chassis/client.js";
import { PaymentUnavailableError } from "../domain/errors.js";
import { toDecimal } from "../domain/money.js";
import type { Order } from "../domain/order.js";
import type { PaymentGateway, PaymentOutcome } from "../domain/ports.js";

/** What is read of the payment service's answer; its contract is its own `openapi.json`. */
interface PaymentAnswer {
  readonly id?: string;
  readonly status?: "Authorized" | "Declined" | "Refunded";
  readonly reason?: string;
  /** Of a problem. */
  readonly detail?: string;
}

/** The payment service over HTTP, with the timeout, retries and circuit breaker of the client. */
export class HttpPaymentGateway implements PaymentGateway {
  constructor(private readonly client: ServiceClient) {}

  /** The order's id is the idempotency key: however often an order is paid for, it is charged once. */
  async pay(order: Order): Promise<PaymentOutcome> {
    const { status, body } = await this.#request({
      path: "/api/v1/payments",
      headers: { "Idempotency-Key": order.id },
      body: {
        orderId: order.id,
        amount: toDecimal(order.total),
        currency: order.total.currency,
        method: order.paymentMethod,
      },
    });
    if (status !== 201 || body.id === undefined) {
      return { kind: "refused", reason: body.detail ?? `the answer was ${status}` };
    }
    if (body.status === "Declined") return { kind: "declined", reason: body.reason ?? "no reason given" };
    return { kind: "authorized", paymentId: body.id };
  }

  async refund(paymentId: string): Promise<void> {
    const path = `/api/v1/payments/${encodeURIComponent(paymentId)}/refund`;
    const { status, body } = await this.#request({ path });
    if (status !== 200) {
      throw new Error(`The payment ${paymentId} was not refunded (${status}): ${body.detail ?? ""}`);
    }
  }

  async #request(request: {
    path: string;
    headers?: Record<string, string>;
    body?: unknown;
  }): Promise<{ status: number; body: PaymentAnswer }> {
    try {
      const answer = await this.client.request<PaymentAnswer | undefined>({
        method: "POST",
        idempotent: true,
        ...request,
      });
      return { status: answer.status, body: answer.body ?? {} };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableError)) throw error;
      throw new PaymentUnavailableError(error.message, { cause: error });
    }
  }
}
