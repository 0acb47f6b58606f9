import { PatternError } from "../event-pattern/pattern-error.js";
import { compileValueTest, type Dialect, type Scalar, type ValueTest } from "../event-pattern/value-tests.js";
import { invalidParameter } from "./sns-error.js";

export type FilterScope = "MessageAttributes" | "MessageBody";

/** A message's attributes or body, as a policy looks at it: each key has values, or is an object with keys, or a list of such. */
export type Filterable = Readonly<Record<string, unknown>>;

type Test = (message: Filterable) => boolean;

const maxKeys = 5;
/** Of the values of all keys, multiplied. */
const maxCombinations = 150;

/**
 * Makes a test of a filter policy.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 * @throws AwsError for a policy that AWS refuses
 */
export function compileFilterPolicy(document: string, scope: FilterScope): Test {
  const policy = parse(document);
  const leaves = { keys: 0, combinations: 1 };
  const test = compileObject(policy, scope, 1, leaves);
  if (leaves.keys > maxKeys) throw refused(`Filter policy can not have more than ${maxKeys} keys`);
  if (leaves.combinations > maxCombinations) throw refused("Filter policy is too complex");
  return test;
}

function refused(reason: string) {
  return invalidParameter(`FilterPolicy: ${reason}`);
}

function parse(document: string): Filterable {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch (error) {
    throw refused(`failed to parse JSON. ${(error as Error).message}`);
  }
  if (!isObject(parsed)) throw refused("Filter is not an object");
  return parsed;
}

function isObject(value: unknown): value is Filterable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a policy has of keys and combinations: a key deeper inside counts its depth as well. */
interface Leaves {
  keys: number;
  combinations: number;
}

function compileObject(policy: Filterable, scope: FilterScope, depth: number, leaves: Leaves): Test {
  const tests = Object.entries(policy).map(([key, value]): Test => {
    if (key === "$or" && isAlternatives(value)) {
      const alternatives = value.map((one) => compileObject(one, scope, depth, leaves));
      return (message) => alternatives.some((test) => test(message));
    }
    if (Array.isArray(value)) {
      if (value.length === 0) throw refused("Empty arrays are not allowed");
      leaves.keys += 1;
      leaves.combinations *= value.length * depth;
      const patterns = value.map((pattern) => compilePattern(pattern));
      return (message) => {
        const values = valuesOf(Object.hasOwn(message, key) ? message[key] : undefined);
        return patterns.some((test) => test(values));
      };
    }
    if (!isObject(value)) throw refused(`"${key}" must be an object or an array`);
    if (scope === "MessageAttributes") {
      throw invalidParameter("Filter policy scope MessageAttributes does not support nested filter policy");
    }
    const inner = compileObject(value, scope, depth + 1, leaves);
    return (message) => objectsOf(Object.hasOwn(message, key) ? message[key] : undefined).some(inner);
  });
  return (message) => tests.every((test) => test(message));
}

/** `$or` is an operator with two objects or more; else a key like any other. */
function isAlternatives(value: unknown): value is readonly Filterable[] {
  return Array.isArray(value) && value.length > 1 && value.every(isObject);
}

function valuesOf(value: unknown): readonly Scalar[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(valuesOf);
  return typeof value === "object" && value !== null ? [] : [value as Scalar];
}

/** A missing object is an empty one: `exists: false` inside is true then. */
function objectsOf(value: unknown): readonly Filterable[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return [isObject(value) ? value : {}];
}

/** SNS has fewer operators than EventBridge. */
const dialect: Dialect = {
  ...{ wildcard: false, ignoreCaseInside: false, anythingBut: ["prefix"], anythingButLists: false },
};

function compilePattern(pattern: unknown): ValueTest {
  try {
    return compileValueTest(pattern, dialect);
  } catch (error) {
    throw error instanceof PatternError ? refused(error.message) : error;
  }
}
