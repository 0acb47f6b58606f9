import type { Outcome } from "../proxy/exchange.js";
import type { Problem } from "../proxy/problem.js";
import type { InvokeAnswer } from "./function-client.js";

/** A failed invocation: what the client is told, which is nothing of what went on inside, and how it counts. */
export interface InvokeFailure {
  readonly problem: Problem;
  readonly outcome: Outcome;
}

const retryAfterSeconds = 1;

/** What an answer of Lambda's that is no function's result means; undefined for a result. */
export function failureOf(answer: InvokeAnswer, name: string): InvokeFailure | undefined {
  const { status, errorType, hasFunctionFailed } = answer;
  if (hasFunctionFailed) return badGateway(`The function ${name} failed.`);
  if (status === 200) return undefined;
  if (status === 429) {
    const after = answer.retryAfterSeconds ?? retryAfterSeconds;
    return unavailable(`The function ${name} is called more often than it may be.`, "upstream-failed", after);
  }
  if (status === 404) return unavailable(`There is no function ${name}.`, "no-instance");
  if (status === 413) return tooLarge();
  // Being made or changed (409), or Lambda itself is in trouble.
  if (status === 409 || status >= 500) {
    return unavailable(
      `The function ${name} cannot be called now: ${errorType ?? status}.`,
      "upstream-failed",
    );
  }
  return badGateway(`The function ${name} may not be called like this: ${errorType ?? status}.`);
}

/** What the function answered is no HTTP answer. */
export function malformed(name: string): InvokeFailure {
  return badGateway(`The function ${name} gave no valid answer.`);
}

/** Lambda cannot be reached, or broke off. */
export function unreachable(name: string, error: unknown): InvokeFailure {
  const code = (error as { code?: unknown } | undefined)?.code;
  const reason = typeof code === "string" ? code : "no connection";
  return unavailable(`Lambda cannot be reached for ${name}: ${reason}.`, "connect-failed");
}

/** Neither AWS_REGION with keys nor an endpoint was given to this gateway. */
export function notConfigured(name: string): InvokeFailure {
  return unavailable(`AWS is not configured in this gateway, which ${name} needs.`, "no-instance");
}

export function timedOut(name: string, timeoutMs: number): InvokeFailure {
  const detail = `${name} did not answer within ${timeoutMs} ms.`;
  return { problem: { status: 504, title: "Gateway Timeout", detail }, outcome: "timeout" };
}

/** Events are limited by Lambda. */
export function tooLarge(): InvokeFailure {
  const detail = "The request is larger than a function takes (6 MB).";
  return { problem: { status: 413, title: "Content Too Large", detail }, outcome: "refused" };
}

function badGateway(detail: string): InvokeFailure {
  return { problem: { status: 502, title: "Bad Gateway", detail }, outcome: "upstream-failed" };
}

function unavailable(detail: string, outcome: Outcome, after = retryAfterSeconds): InvokeFailure {
  const problem = { status: 503, title: "Service Unavailable", detail, retryAfterSeconds: after };
  return { problem, outcome };
}
