import { AwsError } from "../front/aws-error.js";

// Codes as in the service's model, with those of the query protocol; the words as AWS answers them where they are known.

export function invalidValue(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, { queryCode: "InvalidParameterValue" });
}

export function invalidCombination(message: string): AwsError {
  return new AwsError("InvalidParameterCombinationException", message, {
    queryCode: "InvalidParameterCombination",
  });
}

export function missingParameter(name: string): AwsError {
  return new AwsError("MissingRequiredParameterException", `The parameter ${name} is required.`, {
    queryCode: "MissingParameter",
  });
}

export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message, { queryCode: "ValidationError" });
}

/** Of a member that breaks a constraint of the model. @param name in lower camel case */
export function constraint(value: unknown, name: string, what: string): AwsError {
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return validation(
    `1 validation error detected: Value '${shown}' at '${name}' failed to satisfy constraint: Member must ${what}`,
  );
}

export function alarmNotFound(name: string): AwsError {
  return new AwsError("ResourceNotFound", `Alarm ${name} does not exist`, {
    ...{ status: 404, queryCode: "ResourceNotFound" },
  });
}

/** Of a tagged resource. */
export function resourceNotFound(arn: string): AwsError {
  return new AwsError("ResourceNotFoundException", `The resource ${arn} does not exist`, { status: 404 });
}
