import { notEmulated } from "../front/aws-error.js";
import type { AwsInput } from "../front/aws-service.js";

/** Refuses parameters that are not carried out here; `false` and empty lists ask for nothing. Throws AwsError. */
export function checkRefused(input: AwsInput, names: readonly string[]): void {
  const asks = (value: unknown): boolean =>
    Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false;
  const found = names.find((name) => asks(input[name]));
  if (found !== undefined) throw notEmulated(`The parameter ${found}`, "InvalidParameterException");
}
