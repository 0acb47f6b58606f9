import { ConsulError } from "../http/consul-error.js";
import { type Comparison, type Expression, parseFilter } from "./parse-filter.js";
import type { Shape } from "./shape.js";

type Test = (value: unknown) => boolean;

/**
 * Makes a test of a filter expression for values of a shape. Throws {@link ConsulError} 500, as Consul does, when the
 * expression is none, names a field that is not there, or compares it in a way that its kind does not allow.
 */
export function compileFilter(expression: string, shape: Shape): (value: object) => boolean {
  try {
    return compile(parseFilter(expression), shape);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConsulError(500, `Failed to create boolean expression evaluator: ${why}`);
  }
}

function compile(expression: Expression, shape: Shape): Test {
  switch (expression.kind) {
    case "not": {
      const inner = compile(expression.inner, shape);
      return (value) => !inner(value);
    }
    case "and":
    case "or": {
      const [left, right] = [compile(expression.left, shape), compile(expression.right, shape)];
      if (expression.kind === "and") return (value) => left(value) && right(value);
      return (value) => left(value) || right(value);
    }
    case "match": {
      const holds = compileMatch(expression, expression.selector, shape);
      return expression.negated ? (value) => !holds(value) : holds;
    }
  }
}

interface Match {
  readonly selector: readonly string[];
  readonly comparison: Comparison;
  readonly negated: boolean;
  readonly value: string;
}

/** Follows the selector into the shape; of a list, one element that holds is enough. */
function compileMatch(match: Match, [name, ...rest]: readonly string[], shape: Shape): Test {
  if (name === undefined) return compare(match, shape);
  const field = (of: unknown): unknown => (of as Record<string, unknown> | null | undefined)?.[name];
  if (typeof shape === "object" && "list" in shape) {
    const element = compileMatch(match, [name, ...rest], shape.list);
    return (value) => Array.isArray(value) && value.some(element);
  }
  const inner = typeof shape === "object" ? ("map" in shape ? shape.map : shape.fields[name]) : undefined;
  if (inner === undefined)
    throw new Error(`Selector ${JSON.stringify(match.selector.join("."))} is not valid`);
  const test = compileMatch(match, rest, inner);
  return (value) => test(field(value));
}

function compare(match: Match, shape: Shape): Test {
  const { comparison, value } = match;
  if (typeof shape === "object") return compareCollection(match, shape);
  if (comparison === "empty" || (shape !== "text" && comparison !== "equal")) return refuse(match);
  if (shape === "number") {
    const number = toNumber(match);
    return (given) => given === number;
  }
  if (shape === "flag") {
    const flag = /^(1|t|T|true|TRUE|True)$/.test(value);
    return (given) => given === flag;
  }
  if (comparison === "equal") return (given) => given === value;
  if (comparison === "in") return (given) => typeof given === "string" && given.includes(value);
  const pattern = new RegExp(value, "u");
  return (given) => typeof given === "string" && pattern.test(given);
}

function compareCollection(match: Match, shape: Exclude<Shape, string>): Test {
  const { comparison, value } = match;
  if ("fields" in shape || comparison === "equal" || comparison === "matches") return refuse(match);
  if (comparison === "empty") {
    return (given) => given === null || given === undefined || Object.keys(given).length === 0;
  }
  if ("map" in shape) return (given) => typeof given === "object" && given !== null && value in given;
  return (given) => Array.isArray(given) && given.includes(value);
}

function toNumber({ selector, value }: Match): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  const where = `value ${JSON.stringify(value)} for selector ${JSON.stringify(selector.join("."))}`;
  throw new Error(
    `Failed to coerce ${where}: strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`,
  );
}

const names: Readonly<Record<Comparison, string>> = {
  equal: "Equal",
  in: "In",
  empty: "Is Empty",
  matches: "Matches",
};

function refuse({ selector, comparison, negated }: Match): never {
  const name =
    comparison === "empty" && negated ? "Is Not Empty" : `${negated ? "Not " : ""}${names[comparison]}`;
  throw new Error(`Invalid match operator "${name}" for selector ${JSON.stringify(selector.join("."))}`);
}
