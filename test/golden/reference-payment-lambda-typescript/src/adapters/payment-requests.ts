import type { Consumer } from "../chassis/consume-queue.js";
import { type OpenApiDocument, requestSchemas } from "../chassis/contract.js";
import { type IncomingEvent, textIn } from "../chassis/incoming-event.js";
import { addMetric } from "../chassis/metrics.js";
import { PermanentError } from "../chassis/permanent-error.js";
import { ProblemError } from "../chassis/problem.js";
import { Validator } from "../chassis/validation.js";
import { IdempotencyKeyReusedError, NotRefundableError, PaymentNotFoundError } from "../domain/errors.js";
import { InvalidAmountError, toMoney } from "../domain/money.js";
import type { Payments } from "../domain/payments.js";

/** Says that a request will never be carried out, once. */
export type RefusePayment = (orderId: string, reason: string) => Promise<void>;

interface RequestBody {
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
}

/**
 * Carries out what other services ask for by events. What is asked for is checked as a request by HTTP is; the answer is the
 * payment's own event, or `PaymentRefusedEvent`.
 */
export function paymentRequests(
  payments: Payments,
  refuse: RefusePayment,
  contract: OpenApiDocument,
): Consumer {
  const { body: schema = {} } = requestSchemas(contract, "POST", "/api/v1/payments");
  const validator = new Validator(contract);

  const pay = async (event: IncomingEvent): Promise<void> => {
    const orderId = textIn(event, "OrderId");
    const { Amount: amount, Currency: currency, Method: method } = event.data;
    try {
      const request = validator.check("body", schema, { orderId, amount, currency, method }) as RequestBody;
      const money = toMoney(request.amount, request.currency);
      // The order's id is the idempotency key: however often it is asked for, it is charged once.
      const payment = await payments.pay(orderId, { orderId, money, method: request.method });
      addMetric("Payments", 1, "Count", { Outcome: payment.status });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await refuse(orderId, error.message);
      addMetric("Payments", 1, "Count", { Outcome: "Refused" });
    }
  };

  const refund = async (event: IncomingEvent): Promise<void> => {
    try {
      await payments.refund(textIn(event, "PaymentId"));
    } catch (error) {
      if (error instanceof PaymentNotFoundError || error instanceof NotRefundableError) {
        throw new PermanentError(error.message, { cause: error });
      }
      throw error;
    }
  };

  return { handle: (event) => (event.type === "RefundRequestedEvent" ? refund(event) : pay(event)) };
}

function isRefusal(error: unknown): error is Error {
  return (
    error instanceof ProblemError ||
    error instanceof InvalidAmountError ||
    error instanceof IdempotencyKeyReusedError
  );
}
