import { AwsError } from "../front/aws-error.js";

// Of both API Gateway services: codes and statuses as in their models.

export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", message);
}

export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", message, { status: 404 });
}

export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", message, { status: 409 });
}

/** A part of an operation that is not emulated: refused, so that nobody takes it for done. */
export function refused(what: string): AwsError {
  return badRequest(`${what}: not emulated by msx`);
}
