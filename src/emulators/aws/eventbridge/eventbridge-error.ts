import { AwsError } from "../front/aws-error.js";

// Codes as in the service's model; the words as AWS answers them where they are known.

export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** Of a member that breaks a constraint of the model. @param name as the model writes it, in lower camel case */
export function constraint(value: unknown, name: string, what: string): AwsError {
  const shown =
    value === undefined ? "null" : `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
  return validation(
    `1 validation error detected: Value ${shown} at '${name}' failed to satisfy constraint: Member must ${what}`,
  );
}

export function notValid(parameter: string, reason?: string): AwsError {
  const why = reason === undefined ? "" : ` Reason: ${reason}`;
  return validation(`Parameter ${parameter} is not valid.${why}`);
}

export function notFound(what: string): AwsError {
  return new AwsError("ResourceNotFoundException", `${what} does not exist.`);
}

export function busNotFound(name: string): AwsError {
  return notFound(`Event bus ${name}`);
}

export function ruleNotFound(name: string, bus: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
}

export function alreadyExists(what: string): AwsError {
  return new AwsError("ResourceAlreadyExistsException", `${what} already exists.`);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message);
}

export function invalidPattern(reason: string): AwsError {
  return new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}
