import { notEmulated } from "../front/aws-error.js";
import type { AwsInput } from "../front/aws-service.js";

/** Refuses parameters that are not carried out here. Throws AwsError. */
export function checkRefused(input: AwsInput, names: readonly string[]): void {
  const found = names.find((name) => input[name] !== undefined && input[name] !== null);
  if (found !== undefined) throw notEmulated(`The parameter ${found}`, "ValidationException");
}
