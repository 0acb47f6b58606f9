/** No order has this id. */
export class OrderNotFoundError extends Error {
  override readonly name = "OrderNotFoundError";

  constructor(readonly orderId: string) {
    super(`No order has the id ${orderId}`);
  }
}

/** This service has not heard of the user: they do not exist, or word of them is still on its way. */
export class UnknownCustomerError extends Error {
  override readonly name = "UnknownCustomerError";

  constructor(readonly userId: string) {
    super(`Unknown customer: ${userId}`);
  }
}

/** The payment service gave no answer; whether money was taken is not known. */
export class PaymentUnavailableError extends Error {
  override readonly name = "PaymentUnavailableError";
}
