import { AwsError } from "../front/aws-error.js";

// Codes and statuses as in the service's model; the words as AWS answers them.

export function invalidParameter(what: string): AwsError {
  return new AwsError("InvalidParameterException", `Invalid parameter: ${what}`, {
    queryCode: "InvalidParameter",
  });
}

/** Of a message attribute. */
export function invalidAttributeValue(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, { queryCode: "ParameterValueInvalid" });
}

export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", `1 validation error detected: ${message}`);
}

export function notFound(kind: "Topic" | "Subscription"): AwsError {
  const options = { status: 404, queryCode: "NotFound" };
  return new AwsError("NotFoundException", `${kind} does not exist`, options);
}

export function resourceNotFound(): AwsError {
  const options = { status: 404, queryCode: "ResourceNotFound" };
  return new AwsError("ResourceNotFoundException", "Resource does not exist", options);
}

/** One of the errors of a whole batch. */
export function batchError(code: string, message: string): AwsError {
  return new AwsError(`${code}Exception`, message, { queryCode: code });
}
