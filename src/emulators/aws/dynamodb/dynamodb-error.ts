import { AwsError } from "../front/aws-error.js";

export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message, { namespace: "com.amazon.coral.validate" });
}

/** The many messages that begin alike. */
export function invalidParameter(detail: string): AwsError {
  return validation(`One or more parameter values were invalid: ${detail}`);
}

/** What the JSON itself has wrong: a number where text is wanted. */
export function serialization(message: string): AwsError {
  return new AwsError("SerializationException", message, { namespace: "com.amazon.coral.service" });
}

/** A table that items are wanted of. */
export function tableNotFound(): AwsError {
  return new AwsError("ResourceNotFoundException", "Requested resource not found");
}

/** A table that is itself what is asked for. */
export function namedTableNotFound(name: string): AwsError {
  const message = `Requested resource not found: Table: ${name} not found`;
  return new AwsError("ResourceNotFoundException", message);
}
