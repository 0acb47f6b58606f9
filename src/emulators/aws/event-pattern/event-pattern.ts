import { PatternError } from "./pattern-error.js";
import { compileValueTest, eventPatterns, type Scalar, type ValueTest } from "./value-tests.js";

type JsonObject = Readonly<Record<string, unknown>>;

export type EventTest = (event: JsonObject) => boolean;

/**
 * Makes a test of an event pattern, as EventBridge's rules and Lambda's event filters have it.
 * @param document JSON
 * @throws PatternError with AWS's words for a pattern that it refuses
 */
export function compileEventPattern(document: string): EventTest {
  let pattern: unknown;
  try {
    pattern = JSON.parse(document);
  } catch {
    throw new PatternError("Filter is not an object");
  }
  if (!isObject(pattern)) throw new PatternError("Filter is not an object");
  return compileObject(pattern);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function compileObject(pattern: JsonObject): EventTest {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new PatternError("Empty objects are not allowed");
  const tests = entries.map(([key, value]) => compileMember(key, value));
  return (event) => tests.every((test) => test(event));
}

function compileMember(key: string, value: unknown): EventTest {
  if (key === "$or" && isAlternatives(value)) {
    const alternatives = value.map(compileObject);
    return (event) => alternatives.some((test) => test(event));
  }
  // A key `a.b` is b inside a.
  const dot = key.indexOf(".");
  if (dot > 0 && dot < key.length - 1) {
    const inner = compileMember(key.slice(dot + 1), value);
    return (event) => objectsOf(memberOf(event, key.slice(0, dot))).some(inner);
  }
  if (Array.isArray(value)) return onValues(key, value);
  if (!isObject(value)) throw new PatternError(`"${key}" must be an object or an array`);
  const inner = compileObject(value);
  return (event) => objectsOf(memberOf(event, key)).some(inner);
}

function onValues(key: string, patterns: readonly unknown[]): EventTest {
  if (patterns.length === 0) throw new PatternError("Empty arrays are not allowed");
  const tests: readonly ValueTest[] = patterns.map((one) => compileValueTest(one, eventPatterns));
  return (event) => {
    const values = valuesOf(memberOf(event, key));
    return tests.some((test) => test(values));
  };
}

/** `$or` is an operator with two objects or more; else a key like any other. */
function isAlternatives(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 1 && value.every(isObject);
}

function memberOf(event: JsonObject, key: string): unknown {
  return Object.hasOwn(event, key) ? event[key] : undefined;
}

function valuesOf(value: unknown): readonly Scalar[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(valuesOf);
  return typeof value === "object" && value !== null ? [] : [value as Scalar];
}

/** What is to be true of nested keys is so of one object of a list. A missing object is an empty one: `exists: false` inside is true then. */
function objectsOf(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) {
    const objects = value.flat(Number.POSITIVE_INFINITY).filter(isObject);
    return objects.length === 0 ? [{}] : objects;
  }
  return [isObject(value) ? value : {}];
}
