import type { ServerResponse } from "node:http";

/** An error the gateway itself answers with, as RFC 9457 problem details. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Seconds for `Retry-After`, where trying again makes sense. */
  readonly retryAfterSeconds?: number;
  /** Methods for `Allow`, with 405. */
  readonly allow?: string;
}

/**
 * Answers with a problem; does nothing when an answer has begun. `headers` (name, value, name, value…) are added;
 * `requestId` stands in the body too, so that a person who sees only the body can find the request in the log.
 */
export function sendProblem(
  res: ServerResponse,
  problem: Problem,
  requestId: string,
  headers: readonly string[],
): void {
  if (res.headersSent || res.destroyed) return;
  const body = problemBody(problem, requestId);
  const fields = [...headers, "Content-Type", "application/problem+json", "Cache-Control", "no-store"];
  if (problem.retryAfterSeconds !== undefined) fields.push("Retry-After", String(problem.retryAfterSeconds));
  if (problem.allow !== undefined) fields.push("Allow", problem.allow);
  fields.push("Content-Length", String(Buffer.byteLength(body)));
  res.writeHead(problem.status, fields);
  res.end(body);
}

/** The JSON of a problem. */
export function problemBody({ title, status, detail }: Problem, requestId?: string): string {
  return JSON.stringify({ type: "about:blank", title, status, detail, requestId });
}
