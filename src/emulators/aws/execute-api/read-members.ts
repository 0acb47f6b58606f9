import type { AwsInput } from "../front/aws-service.js";
import { optionalRecord, optionalText } from "../front/read-input.js";
import { badRequest, refused } from "./gateway-error.js";

/** undefined where absent or null; the query protocol's text too, as patches have it. Throws AwsError. */
export function optionalBoolean(input: AwsInput, name: string): boolean | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  throw badRequest(`${name} must be a boolean`);
}

/** Throws AwsError. */
export function requiredText(input: AwsInput, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined || value === "") throw badRequest(`${name} is required`);
  return value;
}

/** Name → boolean; undefined where absent. Throws AwsError. */
export function booleanMap(input: AwsInput, name: string): Readonly<Record<string, boolean>> | undefined {
  const value = optionalRecord(input, name);
  if (value === undefined) return undefined;
  if (Object.values(value).every((item) => typeof item === "boolean"))
    return value as Record<string, boolean>;
  throw badRequest(`${name} must be a map of booleans`);
}

/** Throws AwsError for members that say something and are not emulated. */
export function refuseMembers(input: AwsInput, names: readonly string[]): void {
  for (const name of names) if (isSaid(input[name])) throw refused(name);
}

function isSaid(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  return typeof value === "object" ? Object.keys(value).length > 0 : true;
}

/** An object without its undefined members. */
export function defined<Value extends object>(value: Value): Defined<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Defined<Value>;
}

type Defined<Value> = {
  [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key];
} & {
  [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<Value[Key], undefined>;
};
