import { BlockList, isIP } from "node:net";
import { invalidParameter } from "./sns-error.js";

/** What a message attribute, or a member of the body, can be compared with. */
export type Scalar = string | number | boolean | null;

export type FilterScope = "MessageAttributes" | "MessageBody";

/** A message's attributes or body, as a policy looks at it: each key has values, or is an object with keys, or a list of such. */
export type Filterable = Readonly<Record<string, unknown>>;

type Test = (message: Filterable) => boolean;

/** On the values of one key; none where the key is missing. */
type ValueTest = (values: readonly Scalar[]) => boolean;

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

function compilePattern(pattern: unknown): ValueTest {
  if (!isObject(pattern)) {
    if (Array.isArray(pattern)) throw refused("Match value must be String, number, true, false, or null");
    return (values) => values.includes(pattern as Scalar);
  }
  const [[operator, operand] = [], ...more] = Object.entries(pattern);
  if (operator === undefined) throw refused("Empty objects are not allowed");
  if (more.length > 0) throw refused("Only one key allowed in match expression");
  return compileOperator(operator, operand);
}

function compileOperator(operator: string, operand: unknown): ValueTest {
  switch (operator) {
    case "prefix": {
      const text = textOperand(operator, operand);
      return someText((value) => value.startsWith(text));
    }
    case "suffix": {
      const text = textOperand(operator, operand);
      return someText((value) => value.endsWith(text));
    }
    case "equals-ignore-case": {
      const text = textOperand(operator, operand).toLowerCase();
      return someText((value) => value.toLowerCase() === text);
    }
    case "exists":
      if (typeof operand !== "boolean") throw refused("exists match pattern must be either true or false.");
      return (values) => values.length > 0 === operand;
    case "anything-but":
      return anythingBut(operand);
    case "numeric":
      return numeric(operand);
    case "cidr":
      return cidr(operand);
    default:
      throw refused(`Unrecognized match type ${operator}`);
  }
}

function textOperand(operator: string, operand: unknown): string {
  if (typeof operand !== "string") throw refused(`${operator} match pattern must be a string`);
  return operand;
}

function someText(test: (value: string) => boolean): ValueTest {
  return (values) => values.some((value) => typeof value === "string" && test(value));
}

function anythingBut(operand: unknown): ValueTest {
  if (isObject(operand)) {
    const [[operator, inner] = []] = Object.entries(operand);
    if (operator !== "prefix") throw refused(`Unsupported anything-but pattern: ${operator}`);
    const text = textOperand(operator, inner);
    return (values) => values.some((value) => !(typeof value === "string" && value.startsWith(text)));
  }
  const excluded: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (excluded.length === 0) throw refused("Empty arrays are not allowed");
  if (!excluded.every((value) => typeof value === "string" || typeof value === "number")) {
    throw refused("Inside anything but list, start|null|boolean is not supported.");
  }
  return (values) => values.some((value) => !(excluded as readonly unknown[]).includes(value));
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** One comparison, or a lower and an upper bound. */
function numeric(operand: unknown): ValueTest {
  const terms: readonly unknown[] = Array.isArray(operand) ? operand : [];
  const [operator, bound, secondOperator, secondBound] = terms;
  if (typeof operator !== "string") throw refused(`Invalid member in numeric match: ${operator ?? "]"}`);
  const first = comparison(operator, `Unrecognized numeric range operator: ${operator}`);
  const lower = numericBound(operator, bound);
  if (terms.length === 2) return someNumber((value) => first(value, lower));
  if (!operator.startsWith(">")) throw refused("Too many elements in numeric expression");
  if (typeof secondOperator !== "string") throw refused(`Bad value in numeric range: ${secondOperator}`);
  const wrong = `Bad numeric range operator: ${secondOperator}`;
  if (!secondOperator.startsWith("<")) throw refused(wrong);
  const second = comparison(secondOperator, wrong);
  const upper = numericBound(secondOperator, secondBound);
  if (terms.length > 4) throw refused("Too many terms in numeric range expression");
  if (lower >= upper) throw refused("Bottom must be less than top");
  return someNumber((value) => first(value, lower) && second(value, upper));
}

function comparison(operator: string, otherwise: string): (value: number, bound: number) => boolean {
  const found = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (found === undefined) throw refused(otherwise);
  return found;
}

function numericBound(operator: string, bound: unknown): number {
  if (typeof bound === "number") return bound;
  throw refused(`Value of ${operator === "=" ? "equals" : operator} must be numeric`);
}

function someNumber(test: (value: number) => boolean): ValueTest {
  return (values) => values.some((value) => typeof value === "number" && test(value));
}

function cidr(operand: unknown): ValueTest {
  // AWS's own words, although it is the prefix of an address.
  if (typeof operand !== "string") throw refused("prefix match pattern must be a string");
  const [address = "", bits, ...more] = operand.split("/");
  if (bits === undefined || more.length > 0) throw refused("Malformed CIDR, one '/' required");
  if (!/^\d{1,3}$/.test(bits)) throw refused("Malformed CIDR, mask bits must be an integer");
  const version = isIP(address);
  if (version === 0) throw refused(`Nonstandard IP address: ${address}`);
  if (Number(bits) > (version === 4 ? 32 : 128))
    throw refused("Malformed CIDR, mask bits must not be negative or too large");
  const network = new BlockList();
  network.addSubnet(address, Number(bits), version === 4 ? "ipv4" : "ipv6");
  return someText(
    (value) => isIP(value) === version && network.check(value, version === 4 ? "ipv4" : "ipv6"),
  );
}
