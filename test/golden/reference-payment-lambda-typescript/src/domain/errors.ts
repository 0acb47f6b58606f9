/** No payment has this id. */
export class PaymentNotFoundError extends Error {
  override readonly name = "PaymentNotFoundError";

  constructor(readonly paymentId: string) {
    super(`No payment has the id ${paymentId}`);
  }
}

/** The key was already used for a request that said something else. */
export class IdempotencyKeyReusedError extends Error {
  override readonly name = "IdempotencyKeyReusedError";

  constructor(readonly key: string) {
    super(`The idempotency key ${key} was used for a different request`);
  }
}

/** Only money that was taken can be given back. */
export class NotRefundableError extends Error {
  override readonly name = "NotRefundableError";

  constructor(readonly paymentId: string) {
    super(`The payment ${paymentId} was declined, so there is nothing to refund`);
  }
}
