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
