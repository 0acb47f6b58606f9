import { AwsError } from "../front/aws-error.js";

// Codes as in the service's model; the words as AWS answers them where they are known.

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/** Of a member that breaks a constraint of the model. @param name in lower camel case */
export function constraint(value: unknown, name: string, what: string): AwsError {
  const shown =
    value === undefined ? "null" : `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
  const message = `1 validation error detected: Value ${shown} at '${name}' failed to satisfy constraint: Member must ${what}`;
  return invalidParameter(message);
}

export function notFound(kind: "group" | "stream"): AwsError {
  return new AwsError("ResourceNotFoundException", `The specified log ${kind} does not exist.`);
}

export function alreadyExists(kind: "group" | "stream"): AwsError {
  return new AwsError("ResourceAlreadyExistsException", `The specified log ${kind} already exists`);
}
