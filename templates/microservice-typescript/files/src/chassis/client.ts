import { SpanKind } from "@opentelemetry/api";
import { BrokenCircuitError } from "cockatiel";
import type { Discovery } from "./discovery.js";
import type { Resilience } from "./resilience.js";
import { traceHeaders, withSpan } from "./telemetry.js";
import { WeightedTurns } from "./weighted-turns.js";

/** A request to another service. `path` starts with `/`; `body` is sent as JSON. */
export interface ServiceRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether sending it twice has the effect of sending it once; only then is it retried.
   * Default: true for GET, PUT and DELETE (RFC 9110 section 9.2.2), and for any request with an `Idempotency-Key`.
   */
  readonly idempotent?: boolean;
}

export interface ServiceAnswer<T> {
  readonly status: number;
  /** The parsed JSON body; undefined when there is none. */
  readonly body: T;
}

/** HTTP to another service, found through Consul, with timeout, retry and circuit breaker. */
export interface ServiceClient {
  /**
   * Sends a request. Every answer below 500 but 429 is returned, 4xx too: they are answers, not failures.
   * @throws ServiceUnavailableError when the service is not reached, times out, answers 5xx or 429, has no
   *   instance in Consul, or its breaker is open (then at once, without trying).
   */
  request<T>(request: ServiceRequest): Promise<ServiceAnswer<T>>;
}

/** Another service could not answer. Uncaught in a route it becomes 503 with `Retry-After`. */
export class ServiceUnavailableError extends Error {
  constructor(
    readonly service: string,
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(`${service} is unavailable`, options);
    this.name = "ServiceUnavailableError";
  }
}

/** What became of an attempt; `refused`: none was made, since the breaker was open. */
export type AttemptOutcome = "answered" | "failed" | "refused";

/**
 * A client for one service. It is to be shared, since the breaker lives in `resilience`.
 * @param onAttempt told of each attempt, those that found no instance included.
 */
export function createServiceClient(
  service: string,
  discovery: Discovery,
  resilience: Resilience,
  onAttempt: (outcome: AttemptOutcome) => void = () => {},
): ServiceClient {
  const turns = new WeightedTurns();
  /** The next in turn; a repetition asks who is there now, and goes to an instance that was not tried yet if it can. */
  const nextInstance = async (tried: Set<string>): Promise<string> => {
    const instances = await discovery(service, tried.size > 0);
    const untried = instances.filter(({ url }) => !tried.has(url));
    const url = turns.next(untried.length > 0 ? untried : instances);
    if (url === undefined) throw new Error(`no healthy instance of ${service}`);
    tried.add(url);
    return url;
  };
  const observed = async <T>(attempt: Promise<T>): Promise<T> => {
    const outcome = await attempt.then(
      () => "answered" as const,
      () => "failed" as const,
    );
    onAttempt(outcome);
    return attempt;
  };
  return {
    async request<T>(request: ServiceRequest): Promise<ServiceAnswer<T>> {
      const tried = new Set<string>();
      try {
        return await resilience.execute(isRepeatable(request), (signal) =>
          observed(nextInstance(tried).then((url) => send<T>(service, url, request, signal))),
        );
      } catch (error) {
        if (error instanceof BrokenCircuitError) onAttempt("refused");
        const seconds = error instanceof BrokenCircuitError ? resilience.retryAfterSeconds() : 1;
        throw new ServiceUnavailableError(service, seconds, { cause: error });
      }
    },
  };
}

function isRepeatable({ method, headers = {}, idempotent }: ServiceRequest): boolean {
  if (idempotent !== undefined) return idempotent;
  const hasKey = Object.keys(headers).some((name) => name.toLowerCase() === "idempotency-key");
  return hasKey || method === "GET" || method === "PUT" || method === "DELETE";
}

function send<T>(
  service: string,
  baseUrl: string,
  request: ServiceRequest,
  signal: AbortSignal,
): Promise<ServiceAnswer<T>> {
  const url = `${baseUrl}${request.path}`;
  const attributes = { "http.request.method": request.method, "url.full": url, "peer.service": service };
  return withSpan(`${request.method} ${service}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const response = await fetch(url, {
      method: request.method,
      headers: {
        accept: "application/json",
        ...(request.body !== undefined && { "content-type": "application/json" }),
        ...request.headers,
        ...traceHeaders(),
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      redirect: "manual",
      signal,
    });
    span.setAttribute("http.response.status_code", response.status);
    const content = await response.text();
    if (response.status >= 500 || response.status === 429) {
      throw new Error(`${service} answered ${response.status}`);
    }
    return { status: response.status, body: (content === "" ? undefined : JSON.parse(content)) as T };
  });
}
