/** A request that is answered with an error, in the shape of RabbitMQ's management API. */
export class ManagementError extends Error {
  override readonly name = "ManagementError";

  constructor(
    readonly status: 400 | 401 | 404 | 405 | 413 | 415 | 503,
    /** `error` of the answer's JSON. */
    readonly error: string,
    readonly reason: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${error}: ${reason}`);
  }
}

export function notFound(): ManagementError {
  return new ManagementError(404, "Object Not Found", "Not Found");
}

export function badRequest(reason: string): ManagementError {
  return new ManagementError(400, "bad_request", reason);
}
