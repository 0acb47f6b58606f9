/** An answer that is an error, as DynamoDB words it: `type` is the short name of the exception. */
export class DynamoDbError extends Error {
  override readonly name = "DynamoDbError";

  constructor(
    readonly type: string,
    message: string,
    /** What the answer says beside its message, such as `CancellationReasons` or `Item`. */
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

export function validation(message: string): DynamoDbError {
  return new DynamoDbError("ValidationException", message);
}

/** The many messages that begin alike. */
export function invalidParameter(detail: string): DynamoDbError {
  return validation(`One or more parameter values were invalid: ${detail}`);
}

/** A table that items are wanted of. */
export function tableNotFound(): DynamoDbError {
  return new DynamoDbError("ResourceNotFoundException", "Requested resource not found");
}

/** A table that is itself what is asked for. */
export function namedTableNotFound(name: string): DynamoDbError {
  return new DynamoDbError(
    "ResourceNotFoundException",
    `Requested resource not found: Table: ${name} not found`,
  );
}
