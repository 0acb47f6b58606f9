import { badRequest, conflict, notFound } from "../chassis/problem.js";
import { EmailTakenError, InvalidUserError, UserNotFoundError } from "../domain/errors.js";

/** Waits for a use case, and turns the domain's errors into the answers that the contract names. */
export async function answer<T>(useCase: () => Promise<T>): Promise<T> {
  try {
    return await useCase();
  } catch (error) {
    if (error instanceof UserNotFoundError) throw notFound(error.message);
    if (error instanceof EmailTakenError) throw conflict(error.message);
    if (error instanceof InvalidUserError) throw badRequest(error.message);
    throw error;
  }
}
