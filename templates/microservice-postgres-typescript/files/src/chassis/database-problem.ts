import { isDatabaseUnavailable, isUnstorableText } from "./database.js";
import { badRequest, ProblemError } from "./problem.js";

/** What an error of the database means for a client; undefined for one that it need not know more of. */
export function databaseProblem(error: unknown): ProblemError | undefined {
  if (isDatabaseUnavailable(error)) {
    return new ProblemError({
      status: 503,
      title: "Service Unavailable",
      detail: "The database is not reached",
      headers: { "retry-after": "1" },
      cause: error,
    });
  }
  if (isUnstorableText(error)) return badRequest("The request holds characters that cannot be stored");
  return undefined;
}
