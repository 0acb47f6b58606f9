import { badRequest, notFound } from "../chassis/problem.js";
import { OrderNotFoundError } from "../domain/errors.js";
import { InvalidAmountError } from "../domain/money.js";

/** Waits for a use case, and turns the domain's errors into the answers that the contract names. */
export async function answer<T>(useCase: () => Promise<T>): Promise<T> {
  try {
    return await useCase();
  } catch (error) {
    if (error instanceof OrderNotFoundError) throw notFound(error.message);
    if (error instanceof InvalidAmountError) throw badRequest(error.message);
    throw error;
  }
}
