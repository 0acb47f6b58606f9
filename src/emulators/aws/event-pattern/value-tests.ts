import { BlockList, isIP } from "node:net";
import { PatternError } from "./pattern-error.js";
import { compileWildcard } from "./wildcard.js";

/** What a leaf of an event can be. */
export type Scalar = string | number | boolean | null;

/** On the values of one key; none where the key is missing. */
export type ValueTest = (values: readonly Scalar[]) => boolean;

type TextTest = (value: string) => boolean;

/** Which operators a service knows, of those that not all do. */
export interface Dialect {
  readonly wildcard: boolean;
  /** `{"prefix": {"equals-ignore-case": "…"}}`, and the same of a suffix. */
  readonly ignoreCaseInside: boolean;
  /** What `anything-but` can be of, beside values. */
  readonly anythingBut: readonly string[];
  /** Whether that can be of several texts. */
  readonly anythingButLists: boolean;
}

/** EventBridge's, and that of Lambda's event filters. */
export const eventPatterns: Dialect = {
  ...{ wildcard: true, ignoreCaseInside: true, anythingButLists: true },
  anythingBut: ["prefix", "suffix", "equals-ignore-case", "wildcard"],
};

/**
 * Makes a test of one element of a pattern's array: a value, or an object with one operator.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws PatternError with AWS's words
 */
export function compileValueTest(pattern: unknown, dialect: Dialect): ValueTest {
  if (Array.isArray(pattern)) {
    throw new PatternError("Match value must be String, number, true, false, or null");
  }
  if (typeof pattern !== "object" || pattern === null) return (values) => values.includes(pattern as Scalar);
  const [[operator, operand] = [], ...more] = Object.entries(pattern);
  if (operator === undefined) throw new PatternError("Empty objects are not allowed");
  if (more.length > 0) throw new PatternError("Only one key allowed in match expression");
  return compileOperator(operator, operand, dialect);
}

function compileOperator(operator: string, operand: unknown, dialect: Dialect): ValueTest {
  switch (operator) {
    case "prefix":
    case "suffix":
    case "equals-ignore-case":
      return someText(compileTextOperator(operator, operand, dialect.ignoreCaseInside));
    case "wildcard":
      if (!dialect.wildcard) throw unrecognized(operator);
      return someText(compileTextOperator(operator, operand, false));
    case "exists":
      if (typeof operand !== "boolean") {
        throw new PatternError("exists match pattern must be either true or false.");
      }
      return (values) => values.length > 0 === operand;
    case "anything-but":
      return anythingBut(operand, dialect);
    case "numeric":
      return numeric(operand);
    case "cidr":
      return cidr(operand);
    default:
      throw unrecognized(operator);
  }
}

function unrecognized(operator: string): PatternError {
  return new PatternError(`Unrecognized match type ${operator}`);
}

/** @param mayIgnoreCase whether `{"equals-ignore-case": "…"}` may stand for the text of a prefix or suffix */
function compileTextOperator(operator: string, operand: unknown, mayIgnoreCase: boolean): TextTest {
  const ignored = mayIgnoreCase ? ignoreCaseOperand(operator, operand) : undefined;
  if (ignored !== undefined) {
    const test = plainTextOperator(operator, ignored.toLowerCase());
    return (value) => test(value.toLowerCase());
  }
  if (typeof operand !== "string") throw new PatternError(`${operator} match pattern must be a string`);
  return plainTextOperator(operator, operand);
}

function ignoreCaseOperand(operator: string, operand: unknown): string | undefined {
  if (operator !== "prefix" && operator !== "suffix") return undefined;
  if (typeof operand !== "object" || operand === null || Array.isArray(operand)) return undefined;
  const [[inner, text] = [], ...more] = Object.entries(operand);
  if (inner !== "equals-ignore-case" || more.length > 0) {
    throw new PatternError(`Unsupported ${operator} pattern: ${inner}`);
  }
  if (typeof text !== "string") throw new PatternError(`${inner} match pattern must be a string`);
  return text;
}

function plainTextOperator(operator: string, text: string): TextTest {
  switch (operator) {
    case "prefix":
      return (value) => value.startsWith(text);
    case "suffix":
      return (value) => value.endsWith(text);
    case "wildcard":
      return compileWildcard(text);
    default: {
      const lower = text.toLowerCase();
      return (value) => value.toLowerCase() === lower;
    }
  }
}

function someText(test: TextTest): ValueTest {
  return (values) => values.some((value) => typeof value === "string" && test(value));
}

/** True of a value that is not excluded: never where the key is missing. */
function anythingBut(operand: unknown, dialect: Dialect): ValueTest {
  if (typeof operand === "object" && operand !== null && !Array.isArray(operand)) {
    const [[operator = "", inner] = [], ...more] = Object.entries(operand);
    if (more.length > 0) throw new PatternError("Only one key allowed in match expression");
    if (!dialect.anythingBut.includes(operator)) {
      throw new PatternError(`Unsupported anything-but pattern: ${operator}`);
    }
    const isList = dialect.anythingButLists && Array.isArray(inner);
    const texts: readonly unknown[] = isList ? inner : [inner];
    if (texts.length === 0) throw new PatternError("Empty arrays are not allowed");
    const tests = texts.map((text) => compileTextOperator(operator, text, false));
    return (values) =>
      values.some((value) => !(typeof value === "string" && tests.some((test) => test(value))));
  }
  const excluded: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (excluded.length === 0) throw new PatternError("Empty arrays are not allowed");
  if (!excluded.every((value) => typeof value === "string" || typeof value === "number")) {
    throw new PatternError("Inside anything but list, start|null|boolean is not supported.");
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
  if (typeof operator !== "string") {
    throw new PatternError(`Invalid member in numeric match: ${operator ?? "]"}`);
  }
  const first = comparison(operator, `Unrecognized numeric range operator: ${operator}`);
  const lower = numericBound(operator, bound);
  if (terms.length === 2) return someNumber((value) => first(value, lower));
  if (!operator.startsWith(">")) throw new PatternError("Too many elements in numeric expression");
  if (typeof secondOperator !== "string") {
    throw new PatternError(`Bad value in numeric range: ${secondOperator}`);
  }
  const wrong = `Bad numeric range operator: ${secondOperator}`;
  if (!secondOperator.startsWith("<")) throw new PatternError(wrong);
  const second = comparison(secondOperator, wrong);
  const upper = numericBound(secondOperator, secondBound);
  if (terms.length > 4) throw new PatternError("Too many terms in numeric range expression");
  if (lower >= upper) throw new PatternError("Bottom must be less than top");
  return someNumber((value) => first(value, lower) && second(value, upper));
}

function comparison(operator: string, otherwise: string): (value: number, bound: number) => boolean {
  const found = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (found === undefined) throw new PatternError(otherwise);
  return found;
}

function numericBound(operator: string, bound: unknown): number {
  if (typeof bound === "number") return bound;
  throw new PatternError(`Value of ${operator === "=" ? "equals" : operator} must be numeric`);
}

function someNumber(test: (value: number) => boolean): ValueTest {
  return (values) => values.some((value) => typeof value === "number" && test(value));
}

function cidr(operand: unknown): ValueTest {
  // AWS's own words, although it is the prefix of an address.
  if (typeof operand !== "string") throw new PatternError("prefix match pattern must be a string");
  const [address = "", bits, ...more] = operand.split("/");
  if (bits === undefined || more.length > 0) throw new PatternError("Malformed CIDR, one '/' required");
  if (!/^\d{1,3}$/.test(bits)) throw new PatternError("Malformed CIDR, mask bits must be an integer");
  const version = isIP(address);
  if (version === 0) throw new PatternError(`Nonstandard IP address: ${address}`);
  if (Number(bits) > (version === 4 ? 32 : 128)) {
    throw new PatternError("Malformed CIDR, mask bits must not be negative or too large");
  }
  const network = new BlockList();
  network.addSubnet(address, Number(bits), version === 4 ? "ipv4" : "ipv6");
  return someText(
    (value) => isIP(value) === version && network.check(value, version === 4 ? "ipv4" : "ipv6"),
  );
}
