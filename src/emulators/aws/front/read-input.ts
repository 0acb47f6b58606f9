import { AwsError } from "./aws-error.js";
import type { AwsInput } from "./aws-service.js";

/** A member of an input that has another type than the model says. */
function wrongType(name: string, expected: string): AwsError {
  const namespace = "com.amazon.coral.service";
  return new AwsError("SerializationException", `${name} must be ${expected}`, { namespace });
}

function member(input: AwsInput, name: string): unknown {
  return Object.hasOwn(input, name) ? (input[name] ?? undefined) : undefined;
}

/** undefined where absent or null. Throws AwsError SerializationException for another type, as all of these do. */
export function optionalText(input: AwsInput, name: string): string | undefined {
  const value = member(input, name);
  if (value === undefined || typeof value === "string") return value;
  throw wrongType(name, "a string");
}

export function optionalInteger(input: AwsInput, name: string): number | undefined {
  const value = member(input, name);
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw wrongType(name, "an integer");
}

export function optionalRecord(input: AwsInput, name: string): AwsInput | undefined {
  const value = member(input, name);
  if (value === undefined) return undefined;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as AwsInput;
  throw wrongType(name, "an object");
}

/** Empty where absent. */
export function textList(input: AwsInput, name: string): readonly string[] {
  const value = member(input, name) ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw wrongType(name, "a list of strings");
}

/** Empty where absent. */
export function recordList(input: AwsInput, name: string): readonly AwsInput[] {
  const value = member(input, name) ?? [];
  const isRecord = (item: unknown): boolean =>
    typeof item === "object" && item !== null && !Array.isArray(item);
  if (Array.isArray(value) && value.every(isRecord)) return value;
  throw wrongType(name, "a list of objects");
}

/** Empty where absent. */
export function textMap(input: AwsInput, name: string): Readonly<Record<string, string>> {
  const value = optionalRecord(input, name) ?? {};
  if (Object.values(value).every((item) => typeof item === "string")) return value as Record<string, string>;
  throw wrongType(name, "a map of strings");
}
