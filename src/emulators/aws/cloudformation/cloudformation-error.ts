import { TemplateError } from "../../../cloudformation/template-error.js";
import { AwsError } from "../front/aws-error.js";

// Codes and statuses as in the service's model; the words as AWS answers them.

export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

export function noSuchStack(name: string): AwsError {
  return validationError(`Stack with id ${name} does not exist`);
}

export function alreadyExists(name: string): AwsError {
  return new AwsError("AlreadyExistsException", `Stack [${name}] already exists`);
}

export function noSuchChangeSet(name: string): AwsError {
  return new AwsError("ChangeSetNotFound", `ChangeSet [${name}] does not exist`, { status: 404 });
}

export function insufficientCapabilities(needed: readonly string[]): AwsError {
  return new AwsError("InsufficientCapabilitiesException", `Requires capabilities : [${needed.join(", ")}]`);
}

/** What the template library refuses with, as an answer. */
export function asAnswer<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof TemplateError) throw validationError(error.message);
    throw error;
  }
}
