import {
  type AttributeType,
  type AttributeValue,
  attributeTypes,
  compareValues,
  typeOf,
} from "../values/attribute-value.js";
import type { Comparator, Condition, Operand } from "./condition.js";
import { pathText, samePath } from "./document-path.js";
import { ExpressionReader, type Grammar } from "./expression-reader.js";
import type { Placeholders } from "./placeholders.js";

const comparators: readonly string[] = ["=", "<>", "<", "<=", ">", ">="];

const grammar: Omit<Grammar, "parameter"> = {
  keywords: ["AND", "OR", "NOT", "BETWEEN", "IN"],
  faults: [
    ...(["parentheses", "unknown function", "misused function", "reserved", "placeholder"] as const),
    ...(["operand", "distinct", "function"] as const),
  ],
};

/** In the place of an operand that was reported. */
const nothing: Operand = { kind: "path", path: [] };

const operandCounts: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

/**
 * Parses a condition, filter or key condition (developer guide, "Condition and filter expressions").
 * @param parameter the expression's own name, for its error messages
 */
export function parseCondition(parameter: string, source: string, placeholders: Placeholders): Condition {
  const reader = new ExpressionReader({ ...grammar, parameter }, source, placeholders);
  const condition = or(reader);
  reader.finish();
  return condition;
}

function or(reader: ExpressionReader): Condition {
  let left = and(reader);
  while (reader.takeWord("OR")) left = { kind: "or", left, right: and(reader) };
  return left;
}

function and(reader: ExpressionReader): Condition {
  let left = not(reader);
  while (reader.takeWord("AND")) left = { kind: "and", left, right: not(reader) };
  return left;
}

function not(reader: ExpressionReader): Condition {
  return reader.takeWord("NOT") ? { kind: "not", condition: not(reader) } : primary(reader);
}

function primary(reader: ExpressionReader): Condition {
  // `(a) = :b`: what is in parentheses is an operand only.
  if (reader.next.text !== "(" || continues(reader.behindClosing.text)) return test(reader);
  reader.expectSymbol("(");
  const condition = or(reader);
  // A pair that encloses nothing but another pair: the inner condition is the outer one itself.
  if (parenthesised.has(condition)) {
    reader.report("parentheses", "The expression has redundant parentheses;");
  }
  parenthesised.add(condition);
  reader.expectSymbol(")");
  return condition;
}

/** Conditions that were read between parentheses. */
const parenthesised = new WeakSet<Condition>();

/** One comparison or function, with nothing around it. */
function test(reader: ExpressionReader): Condition {
  const isCall = reader.next.kind === "name" && reader.afterNext.text === "(";
  if (!isCall || reader.next.text === "size") return comparison(reader, readOperand(reader));
  const { name, condition } = booleanFunction(reader);
  if (!continues(reader.next.text)) return condition;
  reportMisused(reader, name);
  return comparison(reader, nothing);
}

/** Whether what came before this is an operand, and no condition. */
function continues(text: string): boolean {
  return comparators.includes(text) || ["IN", "BETWEEN"].includes(text.toUpperCase());
}

function comparison(reader: ExpressionReader, operand: Operand): Condition {
  if (reader.takeWord("BETWEEN")) return between(reader, operand);
  if (reader.takeWord("IN")) return oneOf(reader, operand);
  const { text } = reader.next;
  if (!comparators.includes(text)) {
    if (operand.kind !== "size") throw reader.unexpected();
    reportMisused(reader, "size");
    return { kind: "compare", by: "=", left: operand, right: operand };
  }
  reader.take("symbol");
  const right = readOperand(reader);
  checkDistinct(reader, text, operand, right);
  if (text !== "=" && text !== "<>") {
    for (const each of [operand, right]) checkType(reader, text, each, ["S", "N", "B"]);
  }
  return { kind: "compare", by: text as Comparator, left: operand, right };
}

function between(reader: ExpressionReader, operand: Operand): Condition {
  const low = readOperand(reader);
  reader.expectWord("AND");
  const high = readOperand(reader);
  for (const each of [operand, low, high]) checkType(reader, "BETWEEN", each, ["S", "N", "B"]);
  if (low.kind === "value" && high.kind === "value") {
    const order = compareValues(low.value, high.value);
    const bounds = `lower bound operand: ${valueText(low.value)}, upper bound operand: ${valueText(high.value)}`;
    if (order === undefined) {
      reader.report(
        "function",
        `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`,
      );
    }
    if (order !== undefined && order > 0) {
      reader.report(
        "function",
        `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
      );
    }
  }
  return { kind: "between", operand, low, high };
}

function oneOf(reader: ExpressionReader, operand: Operand): Condition {
  reader.expectSymbol("(");
  const options = reader.list(() => readOperand(reader));
  reader.expectSymbol(")");
  if (options.length > 100) {
    reader.report(
      "operand",
      `Incorrect number of operands for operator or function; operator or function: IN, number of operands: ${options.length + 1}`,
    );
  }
  return { kind: "in", operand, options };
}

function readOperand(reader: ExpressionReader): Operand {
  if (reader.takeSymbol("(")) {
    if (reader.next.text === "(") {
      reader.report("parentheses", "The expression has redundant parentheses;");
    }
    const operand = readOperand(reader);
    reader.expectSymbol(")");
    return operand;
  }
  if (reader.next.kind === "value") return { kind: "value", value: reader.value() };
  if (reader.next.kind !== "name" || reader.afterNext.text !== "(") {
    return { kind: "path", path: reader.path() };
  }
  const { name, operands } = call(reader);
  if (name !== "size") {
    if (Object.hasOwn(operandCounts, name)) reportMisused(reader, name);
    return nothing;
  }
  const of = operands[0] ?? nothing;
  checkType(reader, "size", of, ["S", "B", "SS", "NS", "BS", "L", "M"]);
  return { kind: "size", of };
}

/** A function's name and its operands; reports one that is unknown, or has another number of them. */
function call(reader: ExpressionReader): { name: string; operands: Operand[] } {
  const { text: name } = reader.take("name");
  reader.expectSymbol("(");
  const operands = reader.list(() => readOperand(reader));
  reader.expectSymbol(")");
  const wanted = Object.hasOwn(operandCounts, name) ? operandCounts[name] : undefined;
  if (wanted === undefined) reader.report("unknown function", `Invalid function name; function: ${name}`);
  else if (operands.length !== wanted) {
    reader.report(
      "operand",
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  return { name, operands };
}

function booleanFunction(reader: ExpressionReader): { name: string; condition: Condition } {
  const { name, operands } = call(reader);
  const [operand = nothing, second = nothing] = operands;
  if (name === "attribute_exists" || name === "attribute_not_exists") {
    if (operand.kind !== "path") {
      reader.report(
        "function",
        `Operator or function requires a document path; operator or function: ${name}`,
      );
    }
    const path = operand.kind === "path" ? operand.path : [];
    return { name, condition: { kind: "exists", path, wanted: name === "attribute_exists" } };
  }
  checkDistinct(reader, name, operand, second);
  if (name === "attribute_type") {
    return { name, condition: { kind: "type", operand, type: attributeType(reader, second) } };
  }
  if (name === "begins_with") {
    for (const each of operands) checkType(reader, name, each, ["S", "B"]);
    return { name, condition: { kind: "begins_with", operand, sought: second } };
  }
  return { name, condition: { kind: "contains", operand, sought: second } };
}

function attributeType(reader: ExpressionReader, operand: Operand): AttributeType {
  const value = operand.kind === "value" ? operand.value : undefined;
  if (value === undefined || !("S" in value)) {
    const type = value === undefined ? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}" : typeOf(value);
    reportType(reader, "attribute_type", type);
    return "S";
  }
  const type = value.S;
  if (!attributeTypes.includes(type as AttributeType)) {
    reader.report(
      "function",
      `Invalid attribute type name found; type: ${type}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
    );
  }
  return type as AttributeType;
}

/** The type of a given value, or of a size; that of an attribute is not known before. */
function knownType(operand: Operand): AttributeType | undefined {
  if (operand.kind === "path") return undefined;
  return operand.kind === "size" ? "N" : typeOf(operand.value);
}

function checkType(
  reader: ExpressionReader,
  name: string,
  operand: Operand,
  allowed: readonly AttributeType[],
): void {
  const type = knownType(operand);
  if (type !== undefined && !allowed.includes(type)) reportType(reader, name, type);
}

function checkDistinct(reader: ExpressionReader, name: string, left: Operand, right: Operand): void {
  if (left.kind !== "path" || right.kind !== "path" || !samePath(left.path, right.path)) return;
  reader.report(
    "distinct",
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${pathText(left.path)}`,
  );
}

function reportType(reader: ExpressionReader, name: string, type: string): void {
  reader.report(
    "function",
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  );
}

function reportMisused(reader: ExpressionReader, name: string): void {
  reader.report(
    "misused function",
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  );
}

function valueText(value: AttributeValue): string {
  const text = "S" in value ? value.S : "N" in value ? value.N : "B" in value ? value.B : "";
  return `AttributeValue: {${typeOf(value)}:${text}}`;
}
