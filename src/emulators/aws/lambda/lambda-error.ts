import { AwsError } from "../front/aws-error.js";

// Codes and statuses as in the service's model; the words as AWS answers them, where they are known.

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

/** What the model's own constraints refuse. */
export function validation(name: string, value: unknown, constraint: string): AwsError {
  const shown =
    typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
  const what = `Value '${shown}' at '${name}' failed to satisfy constraint: ${constraint}`;
  return new AwsError("ValidationException", `1 validation error detected: ${what}`);
}

/** A parameter that AWS has and that is not applied here. */
export function notApplied(what: string): AwsError {
  return invalidParameter(`${what} is not emulated by msx`);
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, { status: 404, members: { Message: message } });
}

export function functionNotFound(arn: string): AwsError {
  return notFound(`Function not found: ${arn}`);
}

export function conflict(message: string): AwsError {
  return new AwsError("ResourceConflictException", message, { status: 409 });
}

export type ThrottleReason =
  | "ConcurrentInvocationLimitExceeded"
  | "ReservedFunctionConcurrentInvocationLimitExceeded";

export function tooManyRequests(reason: ThrottleReason): AwsError {
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", {
    status: 429,
    members: { Reason: reason },
  });
}

export function requestTooLarge(message: string): AwsError {
  return new AwsError("RequestTooLargeException", message, { status: 413 });
}

export function preconditionFailed(): AwsError {
  const message =
    "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId";
  return new AwsError("PreconditionFailedException", message, { status: 412 });
}
