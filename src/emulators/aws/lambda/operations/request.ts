import type { AwsCall, AwsInput, AwsOutput, RestAnswer } from "../../front/aws-service.js";
import { type NamedFunction, readFunctionName } from "../invoke/function-name.js";
import { notApplied, validation } from "../lambda-error.js";

/** One request to Lambda's API, taken apart. */
export interface LambdaRequest {
  /** Parts of the path that have a name, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The JSON body; empty where there is none. */
  readonly input: AwsInput;
  readonly body: Buffer;
  readonly call: AwsCall;
}

export interface LambdaAnswer {
  readonly status?: number;
  readonly output?: AwsOutput;
  /** Instead of an output. */
  readonly raw?: RestAnswer;
}

export type LambdaOperation = (request: LambdaRequest) => LambdaAnswer | Promise<LambdaAnswer>;

/** The function that the path names, with the qualifier of the query. */
export function namedFunction({ path, query, call }: LambdaRequest): NamedFunction {
  return readFunctionName(path.name ?? "", call, query.get("Qualifier") ?? undefined);
}

/** Refuses members that AWS has and that are not applied here: nothing is taken and forgotten. @throws AwsError */
export function onlyKnown(input: AwsInput, known: readonly string[]): void {
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined && value !== null && !known.includes(name))
      throw notApplied(`The parameter ${name}`);
  }
}

/** A number that must be within bounds. @throws AwsError ValidationException */
export function within(
  name: string,
  value: number | undefined,
  min: number,
  max: number,
): number | undefined {
  if (value === undefined) return undefined;
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  if (value < min) {
    throw validation(member, value, `Member must have value greater than or equal to ${min}`);
  }
  if (value > max) throw validation(member, value, `Member must have value less than or equal to ${max}`);
  return value;
}

/** A page of a list, by `Marker` and `MaxItems`. */
export function page<Item>(
  items: readonly Item[],
  query: URLSearchParams,
  defaultSize = 50,
): { readonly shown: readonly Item[]; readonly next: { readonly NextMarker?: string } } {
  const from = Number(Buffer.from(query.get("Marker") ?? "", "base64").toString("utf8")) || 0;
  const size = within("MaxItems", Number(query.get("MaxItems") ?? defaultSize), 1, 10_000) ?? defaultSize;
  const shown = items.slice(from, from + Math.min(size, defaultSize));
  const end = from + shown.length;
  const isLast = end >= items.length;
  return { shown, next: isLast ? {} : { NextMarker: Buffer.from(String(end)).toString("base64") } };
}
