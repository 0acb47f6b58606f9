import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Route } from "../routing/route.js";
import { randomHex } from "../tracing/random-ids.js";
import { continueTrace, type TraceContext } from "../tracing/trace-context.js";
import { type Problem, sendProblem } from "./problem.js";
import type { RequestTarget } from "./request-target.js";
import type { UpgradeRequest } from "./upgrade.js";

/** How a request ended. A circuit breaker counts `no-instance`, `connect-failed`, `timeout` and `upstream-failed`. */
export type Outcome =
  | "responded"
  | "refused"
  | "breaker-open"
  | "no-instance"
  | "connect-failed"
  | "timeout"
  | "upstream-failed"
  | "client-aborted";

/** A request id that may be passed on and logged: what UUIDs, ULIDs and trace ids are made of, and not too long. */
const REQUEST_ID = /^[A-Za-z0-9._:+/=@-]{1,128}$/;

/** One request and its answer, with what the gateway knows about them. */
export class Exchange {
  readonly startedAt = performance.now();
  readonly startedUnixMs = Date.now();
  readonly requestId: string;
  readonly trace: TraceContext;
  #spanId = "";
  /** Fields for the answer, whoever gives it (name, value, name, value…). */
  readonly answerHeaders: string[];
  target: RequestTarget = { path: "", query: "" };
  route: Route | undefined;
  values: Readonly<Record<string, string>> = {};
  /** `host:port` of the last instance tried. */
  upstream = "";
  outcome: Outcome = "refused";
  /** Whether it asked how the gateway is, and was told. */
  isProbe = false;
  /** Its place among the gateway's active exchanges. */
  slot = -1;
  /** Whether this request's spans are exported. */
  recorded = false;
  /** Set by whoever works for this request: called when the client is gone before its answer was complete. */
  onClientGone: (() => void) | undefined;
  /** Set by a breaker: told once how the service did, with the status of its answer when it gave one. */
  onJudged: ((outcome: Outcome, status?: number) => void) | undefined;

  constructor(
    readonly req: IncomingMessage,
    readonly res: ServerResponse,
    /** Set when the client asks for WebSocket: a route's stages treat it as a request, the forwarder opens a tunnel. */
    readonly upgrade?: UpgradeRequest,
  ) {
    const { "x-request-id": given, traceparent } = req.headers;
    this.requestId = typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    this.trace = continueTrace(typeof traceparent === "string" ? traceparent : undefined);
    this.answerHeaders = ["X-Request-ID", this.requestId];
  }

  /** The gateway's own span for this request; drawn when asked for, since most requests may not be recorded. */
  get spanId(): string {
    if (this.#spanId === "") this.#spanId = randomHex(8);
    return this.#spanId;
  }

  /** Answers with a problem of the gateway's own. */
  fail(problem: Problem, outcome: Outcome): void {
    this.outcome = outcome;
    this.judge(outcome);
    sendProblem(this.res, problem, this.requestId, this.answerHeaders);
  }

  /**
   * Says how the service did, as soon as that is known: when an answer begins, which may then take hours, or when there
   * will be none. Only the first call counts.
   */
  judge(outcome: Outcome, status?: number): void {
    const { onJudged } = this;
    if (onJudged === undefined) return;
    this.onJudged = undefined;
    onJudged(outcome, status);
  }

  elapsedMs(): number {
    return performance.now() - this.startedAt;
  }
}
