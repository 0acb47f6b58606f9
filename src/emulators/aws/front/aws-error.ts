export interface AwsErrorOptions {
  /** HTTP status. Default 400. */
  readonly status?: number;
  /** Its name in the query protocol, where that differs: `AWS.SimpleQueueService.NonExistentQueue`. Default: the code. */
  readonly queryCode?: string;
  /** The namespace of `__type` in JSON, where it is not the service's own: `com.amazon.coral.validate`. */
  readonly namespace?: string;
  /** More members of the error in JSON, such as DynamoDB's `CancellationReasons`. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** An answer that refuses. The protocol that the client speaks decides how it is written down. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  readonly status: number;
  readonly queryCode: string;
  readonly namespace: string | undefined;
  readonly members: Readonly<Record<string, unknown>>;

  /** @param code the error's name in the service's model: `QueueDoesNotExist` */
  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode ?? code;
    this.namespace = options.namespace;
    this.members = options.members ?? {};
  }

  /** Whose fault it is, as the query protocol says it. */
  get fault(): "Sender" | "Receiver" {
    return this.status < 500 ? "Sender" : "Receiver";
  }
}

/** What an operation that is not emulated answers: never success. */
export function notEmulated(what: string, code = "UnknownOperationException", status = 400): AwsError {
  const namespace = "com.amazon.coral.service";
  return new AwsError(code, `${what} is not emulated by msx`, {
    status,
    namespace,
    queryCode: "InvalidAction",
  });
}
