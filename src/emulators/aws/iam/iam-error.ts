import { AwsError } from "../front/aws-error.js";

// Codes and statuses as in the service's model; the words as AWS answers them where they are known.

export function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntity", message, { status: 404 });
}

export function alreadyExists(message: string): AwsError {
  return new AwsError("EntityAlreadyExists", message, { status: 409 });
}

export function deleteConflict(message: string): AwsError {
  return new AwsError("DeleteConflict", message, { status: 409 });
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceeded", message, { status: 409 });
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError("MalformedPolicyDocument", message);
}

export function validation(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
