import { AwsError } from "../front/aws-error.js";

export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", message);
}

export function duplicate(message: string): AwsError {
  return new AwsError("DuplicateRecordException", message);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
