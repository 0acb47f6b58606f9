/** One thing that is wrong with a request: where (a JSON pointer, or `query/limit`), and what. */
export interface ProblemDetail {
  readonly pointer: string;
  readonly detail: string;
}

/** The body of an `application/problem+json` answer (RFC 9457). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly ProblemDetail[];
}

export interface ProblemOptions {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  /** A URI that names the kind of problem; `about:blank` says that the status code tells it all. */
  readonly type?: string;
  readonly errors?: readonly ProblemDetail[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown anywhere below a route, it becomes an `application/problem+json` answer with its status and headers. */
export class ProblemError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly type: string;
  readonly errors: readonly ProblemDetail[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(options: ProblemOptions) {
    super(options.detail ?? options.title, { cause: options.cause });
    this.name = "ProblemError";
    this.status = options.status;
    this.title = options.title;
    this.detail = options.detail;
    this.type = options.type ?? "about:blank";
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }

  /** The answer's body; `instance` is the path of the request that failed. */
  toBody(instance?: string): ProblemBody {
    return {
      type: this.type,
      title: this.title,
      status: this.status,
      ...(this.detail !== undefined && { detail: this.detail }),
      ...(instance !== undefined && { instance }),
      ...(this.errors !== undefined && { errors: this.errors }),
    };
  }
}

/** 400: the request is malformed; `errors` lists each thing that is wrong. */
export function badRequest(detail: string, errors?: readonly ProblemDetail[]): ProblemError {
  return new ProblemError({ status: 400, title: "Bad Request", detail, ...(errors && { errors }) });
}

/** 404: there is nothing under this id or path. */
export function notFound(detail: string): ProblemError {
  return new ProblemError({ status: 404, title: "Not Found", detail });
}

/** 409: the request does not fit what is stored (a duplicate, a state that forbids it). */
export function conflict(detail: string): ProblemError {
  return new ProblemError({ status: 409, title: "Conflict", detail });
}

/** 412: the `If-Match` of the request names another version than the stored one. */
export function preconditionFailed(detail: string): ProblemError {
  return new ProblemError({ status: 412, title: "Precondition Failed", detail });
}

/** 503: something this request needs is away; the client may try again after `retryAfterSeconds`. */
export function serviceUnavailable(detail: string, retryAfterSeconds = 1): ProblemError {
  return new ProblemError({
    status: 503,
    title: "Service Unavailable",
    detail,
    headers: { "retry-after": String(retryAfterSeconds) },
  });
}
