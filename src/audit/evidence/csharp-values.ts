import type { CodeText } from "./code-text.js";
import { declaredValue } from "./csharp-declarations.js";
import type { Arm, Constant, Expression, Pattern } from "./csharp-expressions.js";

/** What is known to hold where an expression stands: values by name. */
export type Facts = ReadonlyMap<string, Constant>;

const maxDepth = 40;

/** The value of an expression that reading tells; undefined where it depends on anything else. */
export function constantOf(file: CodeText, node: Expression, facts: Facts, depth = 0): Constant | undefined {
  if (depth > maxDepth) return undefined;
  const inner = (part: Expression) => constantOf(file, part, facts, depth + 1);
  switch (node.kind) {
    case "constant":
      return node.value;
    case "interpolated":
      return interpolated(node.parts, inner);
    case "name":
      return named(file, node.name, facts, depth);
    case "member":
      return memberOf(inner(node.object), node.name);
    case "call":
      return called(file, node, facts, depth, inner);
    case "unary":
      return unary(node.operator, inner(node.operand));
    case "binary":
      return binary(file, node, facts, depth);
    case "conditional": {
      const condition = inner(node.condition);
      if (condition === undefined) return undefined;
      return inner(condition === true ? node.whenTrue : node.whenFalse);
    }
    case "matches":
      return matches(file, inner(node.operand), node.pattern, facts, depth);
    case "switch": {
      const subject = inner(node.subject);
      const arm = node.arms.find((one) => takes(file, subject, one, facts) !== false);
      return arm && takes(file, subject, arm, facts) === true ? inner(arm.body) : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether an arm or a case is for a value, as far as reading tells. */
export function takes(
  file: CodeText,
  subject: Constant | undefined,
  { pattern, when }: Pick<Arm, "pattern" | "when">,
  facts: Facts,
): boolean | undefined {
  const fits = matches(file, subject, pattern, facts, 0);
  const holds = when ? constantOf(file, when, facts) : true;
  if (fits === false || holds === false) return false;
  return fits === true && holds === true ? true : undefined;
}

/** What more is known where a condition is true, or where it is false. Names that the file assigns tell nothing. */
export function assume(file: CodeText, node: Expression, truth: boolean, facts: Facts): Facts {
  if (node.kind === "unary" && node.operator === "!") return assume(file, node.operand, !truth, facts);
  if (node.kind === "binary" && node.operator === (truth ? "&&" : "||"))
    return assume(file, node.right, truth, assume(file, node.left, truth, facts));
  if (node.kind === "name") return withFact(file, facts, node.name, truth);
  if (node.kind === "matches" && node.operand.kind === "name" && node.pattern.kind === "value") {
    const value = truth ? constantOf(file, node.pattern.value, facts) : undefined;
    return value === undefined ? facts : withFact(file, facts, node.operand.name, value);
  }
  if (node.kind !== "binary" || node.operator !== (truth ? "==" : "!=")) return facts;
  for (const [name, other] of [
    [node.left, node.right],
    [node.right, node.left],
  ] as const) {
    const value = name.kind === "name" ? constantOf(file, other, facts) : undefined;
    if (name.kind === "name" && value !== undefined) return withFact(file, facts, name.name, value);
  }
  return facts;
}

function withFact(file: CodeText, facts: Facts, name: string, value: Constant): Facts {
  return isAssigned(file, name) ? facts : new Map([...facts, [name, value]]);
}

const assigned = new WeakMap<CodeText, Map<string, boolean>>();

/** Whether a file gives a name another value than that of its declaration. */
function isAssigned(file: CodeText, path: string): boolean {
  const known = assigned.get(file) ?? new Map<string, boolean>();
  assigned.set(file, known);
  const name = path.slice(path.lastIndexOf(".") + 1);
  let found = known.get(name);
  if (found === undefined) {
    found = new RegExp(
      String.raw`(?:^|[;{}()&|,>:]|\b(?:else|return|do))\s*(?:\w+\s*\??\.\s*)*${name}\s*(?:[-+*/%&|^]|\?\?|<<|>>)?=(?![=>])|\b(?:ref|out)\s+(?:\w+\s+)?${name}\b|(?:\+\+|--)\s*${name}\b|\b${name}\s*(?:\+\+|--)|\([^()=]*\b${name}\b[^()=]*\)\s*=(?![=>])`,
    ).test(file.code);
    known.set(name, found);
  }
  return found;
}

function named(file: CodeText, name: string, facts: Facts, depth: number): Constant | undefined {
  if (facts.has(name)) return facts.get(name);
  if (/^(?:string|String|System\.String)\.Empty$/.test(name)) return "";
  const declared = declaredValue(file, name);
  if (declared === undefined) {
    const dot = name.lastIndexOf(".");
    return dot > 0
      ? memberOf(named(file, name.slice(0, dot), facts, depth + 1), name.slice(dot + 1))
      : undefined;
  }
  return computedOnce(file, name, declared, depth);
}

const computedNames = new WeakMap<CodeText, Map<string, Constant | undefined>>();

/** Names may be made of names, in circles too. */
function computedOnce(
  file: CodeText,
  name: string,
  declared: Expression | Constant,
  depth: number,
): Constant | undefined {
  if (typeof declared !== "object" || declared === null) return declared;
  const known = computedNames.get(file) ?? new Map<string, Constant | undefined>();
  computedNames.set(file, known);
  if (!known.has(name)) {
    known.set(name, undefined);
    known.set(name, constantOf(file, declared, new Map(), depth + 1));
  }
  return known.get(name);
}

function memberOf(object: Constant | undefined, name: string): Constant | undefined {
  if (name === "Length" && typeof object === "string") return object.length;
  return name === "HasValue" && object === null ? false : undefined;
}

type Inner = (part: Expression) => Constant | undefined;
type Call = Extract<Expression, { kind: "call" }>;

function called(file: CodeText, node: Call, facts: Facts, depth: number, inner: Inner): Constant | undefined {
  const values = node.arguments.map(inner);
  const { callee } = node;
  const path = callee.kind === "name" || callee.kind === "member" ? callee.name : "";
  const method = path.slice(path.lastIndexOf(".") + 1);
  if (callee.kind === "name" && values.length === 0) {
    const declared = declaredValue(file, `${path}()`);
    if (declared !== undefined) return computedOnce(file, `${path}()`, declared, depth);
  }
  const [first, second] = values;
  const owner = path.slice(0, Math.max(0, path.length - method.length - 1)).replace(/^System\./, "");
  if (/^(?:string|String)$/.test(owner) && method === "IsNullOrEmpty") return isEmpty(first, false);
  if (/^(?:string|String)$/.test(owner) && method === "IsNullOrWhiteSpace") return isEmpty(first, true);
  if (
    values.length === 2 &&
    /^(?:Reference)?Equals$/.test(method) &&
    /^(?:string|String|object|Object|)$/.test(owner)
  )
    return first === undefined || second === undefined ? undefined : first === second;
  if (method === "Parse" || method === "ToBoolean" || method === "ToInt32")
    return parsed(owner, method, first);
  if (owner === "Math" && typeof first === "number" && typeof second === "number")
    return method === "Max"
      ? Math.max(first, second)
      : method === "Min"
        ? Math.min(first, second)
        : undefined;
  const object = callee.kind === "member" ? inner(callee.object) : named(file, owner, facts, depth + 1);
  return values.length <= 1 ? ofObject(object, method, first) : undefined;
}

function isEmpty(value: Constant | undefined, trimmed: boolean): boolean | undefined {
  if (value === null) return true;
  if (typeof value !== "string") return undefined;
  return (trimmed ? value.trim() : value) === "";
}

function parsed(owner: string, method: string, value: Constant | undefined): Constant | undefined {
  if (/^(?:bool|Boolean)$/.test(owner) && typeof value === "string") return value.toLowerCase() === "true";
  if (/^(?:int|Int32|long)$/.test(owner) && typeof value === "string") return Number(value);
  if (owner !== "Convert" || value === undefined) return undefined;
  if (method === "ToInt32") return Number(value);
  return typeof value === "string" ? value.toLowerCase() === "true" : Boolean(value);
}

function ofObject(
  object: Constant | undefined,
  method: string,
  argument: Constant | undefined,
): Constant | undefined {
  if (object === undefined || object === null) return undefined;
  if (method === "Equals") return argument === undefined ? undefined : object === argument;
  if (typeof object !== "string") return undefined;
  if (method === "ToString" || method === "Trim") return method === "Trim" ? object.trim() : object;
  if (typeof argument !== "string") return undefined;
  if (method === "Contains") return object.includes(argument);
  if (method === "StartsWith") return object.startsWith(argument);
  return method === "EndsWith" ? object.endsWith(argument) : undefined;
}

function interpolated(parts: readonly (string | Expression)[], inner: Inner): string | undefined {
  const values = parts.map((part) => (typeof part === "string" ? part : inner(part)));
  return values.includes(undefined) ? undefined : values.map((value) => String(value ?? "")).join("");
}

function unary(operator: string, value: Constant | undefined): Constant | undefined {
  if (typeof value === "boolean") return operator === "!" ? !value : undefined;
  if (typeof value !== "number") return undefined;
  if (operator === "-") return -value;
  return operator === "+" ? value : operator === "~" ? ~value : undefined;
}

function binary(
  file: CodeText,
  { operator, left, right }: Extract<Expression, { kind: "binary" }>,
  facts: Facts,
  depth: number,
): Constant | undefined {
  const first = constantOf(file, left, facts, depth + 1);
  if (operator === "&&" || operator === "||") {
    const stops = operator === "||";
    if (first === stops) return stops;
    const second = constantOf(file, right, assume(file, left, !stops, facts), depth + 1);
    if (second === stops) return stops;
    return first === undefined ? undefined : second;
  }
  const second = constantOf(file, right, facts, depth + 1);
  if (operator === "??") return first === null ? second : first;
  if (
    (operator === "&" && (first === false || second === false)) ||
    (operator === "|" && (first === true || second === true))
  )
    return operator === "|";
  return first === undefined || second === undefined ? undefined : computed(operator, first, second);
}

function computed(operator: string, left: Constant, right: Constant): Constant | undefined {
  if (operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  if (operator === "+" && (typeof left === "string" || typeof right === "string"))
    return String(left ?? "") + String(right ?? "");
  if (typeof left === "boolean" && typeof right === "boolean") {
    if (operator === "^") return left !== right;
    return operator === "&" ? left && right : operator === "|" ? left || right : undefined;
  }
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  return compared(operator, left, right) ?? arithmetic(operator, left, right);
}

function compared(operator: string, left: number, right: number): boolean | undefined {
  if (operator === "<") return left < right;
  if (operator === ">") return left > right;
  if (operator === "<=") return left <= right;
  return operator === ">=" ? left >= right : undefined;
}

function arithmetic(operator: string, left: number, right: number): number | undefined {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  if (operator === "%") return right === 0 ? undefined : left % right;
  if (operator === "&") return left & right;
  if (operator === "|") return left | right;
  if (operator === "^") return left ^ right;
  if (operator === "<<") return left << right;
  if (operator !== "/" || right === 0) return undefined;
  return Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(left / right) : left / right;
}

function matches(
  file: CodeText,
  value: Constant | undefined,
  pattern: Pattern,
  facts: Facts,
  depth: number,
): boolean | undefined {
  if (depth > maxDepth) return undefined;
  if (pattern.kind === "anything") return true;
  if (pattern.kind === "unknown") return undefined;
  if (pattern.kind === "not") {
    const inner = matches(file, value, pattern.pattern, facts, depth + 1);
    return inner === undefined ? undefined : !inner;
  }
  if (pattern.kind === "and" || pattern.kind === "or") {
    const stops = pattern.kind === "or";
    const both = [pattern.left, pattern.right].map((one) => matches(file, value, one, facts, depth + 1));
    if (both.includes(stops)) return stops;
    return both.includes(undefined) ? undefined : !stops;
  }
  const wanted = constantOf(file, pattern.value, facts, depth + 1);
  if (value === undefined || wanted === undefined) return undefined;
  if (pattern.kind === "value") return value === wanted;
  return typeof value === "number" && typeof wanted === "number"
    ? compared(pattern.operator, value, wanted)
    : undefined;
}
