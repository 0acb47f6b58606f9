import { badRequest, conflict, notFound, ProblemError } from "../chassis/problem.js";
import { IdempotencyKeyReusedError, NotRefundableError, PaymentNotFoundError } from "../domain/errors.js";
import { InvalidAmountError } from "../domain/money.js";

/** Waits for a use case, and turns the domain's errors into the answers that the contract names. */
export async function answer<T>(useCase: () => Promise<T>): Promise<T> {
  try {
    return await useCase();
  } catch (error) {
    if (error instanceof PaymentNotFoundError) throw notFound(error.message);
    if (error instanceof NotRefundableError) throw conflict(error.message);
    if (error instanceof InvalidAmountError) throw badRequest(error.message);
    if (error instanceof IdempotencyKeyReusedError) {
      throw new ProblemError({ status: 422, title: "Unprocessable Content", detail: error.message });
    }
    throw error;
  }
}
