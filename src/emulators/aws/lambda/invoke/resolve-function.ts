import { functionNotFound } from "../lambda-error.js";
import type { Runnable } from "../runtime/environments.js";
import { type Alias, type FunctionRecord, functionArn, latestVersion } from "../state/function-record.js";
import type { Functions } from "../state/functions.js";
import type { NamedFunction } from "./function-name.js";

/** A function that there is, and the version of it that was meant. */
export interface ResolvedFunction extends Runnable {
  readonly record: FunctionRecord;
  readonly alias?: Alias;
}

/**
 * Finds a function by its name, and the version that a qualifier means.
 * @param random between 0 and 1: decides where an alias has weights
 * @throws AwsError ResourceNotFoundException
 */
export function resolveFunction(
  functions: Functions,
  named: NamedFunction,
  random = Math.random(),
): ResolvedFunction {
  const { qualifier } = named;
  const record = functions.get(named);
  if (record === undefined) throw functionNotFound(functionArn(named, qualifier));
  const alias = record.aliases.find(({ name }) => name === qualifier);
  const number = alias === undefined ? (qualifier ?? latestVersion) : chosen(alias, random);
  const version = findVersion(record, number);
  if (version === undefined) throw functionNotFound(functionArn(named, qualifier));
  return { record, identity: record, version, ...(alias !== undefined && { alias }) };
}

export function findVersion(record: FunctionRecord, number: string): FunctionRecord["latest"] | undefined {
  return number === latestVersion
    ? record.latest
    : record.published.find(({ version }) => version === number);
}

function chosen({ version, weights = {} }: Alias, random: number): string {
  let from = 0;
  for (const [other, weight] of Object.entries(weights)) {
    from += weight;
    if (random < from) return other;
  }
  return version;
}
