import {
  type AttributeType,
  type AttributeValue,
  attributeTypes,
  compareValues,
  typeOf,
} from "../values/attribute-value.js";
import type { Comparator, Condition, Operand } from "./condition.js";
import { pathText, samePath } from "./document-path.js";
import { ExpressionReader } from "./expression-reader.js";
import type { Placeholders } from "./placeholders.js";

const comparators: readonly string[] = ["=", "<>", "<", "<=", ">", ">="];

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
  const reader = new ExpressionReader(parameter, source, placeholders);
  const condition = or(reader);
  reader.expectEnd();
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
  if (!reader.takeSymbol("(")) return test(reader);
  const condition = or(reader);
  // A pair that encloses nothing but another pair: the inner condition is the outer one itself.
  if (parenthesised.has(condition)) throw reader.invalid("The expression has redundant parentheses;");
  parenthesised.add(condition);
  reader.expectSymbol(")");
  return condition;
}

/** Conditions that were read between parentheses. */
const parenthesised = new WeakSet<Condition>();

/** One comparison or function, with nothing around it. */
function test(reader: ExpressionReader): Condition {
  const isCall = reader.next.kind === "name" && reader.afterNext.text === "(";
  if (isCall && reader.next.text !== "size") {
    const condition = booleanFunction(reader);
    if (comparators.includes(reader.next.text) || reader.isWord("IN") || reader.isWord("BETWEEN")) {
      throw misused(reader, condition.name);
    }
    return condition.condition;
  }
  const operand = readOperand(reader);
  if (reader.takeWord("BETWEEN")) return between(reader, operand);
  if (reader.takeWord("IN")) return oneOf(reader, operand);
  const { text } = reader.next;
  if (!comparators.includes(text)) {
    if (operand.kind === "size") throw misused(reader, "size");
    throw reader.unexpected();
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
      throw reader.invalid(
        `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`,
      );
    }
    if (order > 0) {
      throw reader.invalid(
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
    throw reader.invalid(
      `Incorrect number of operands for operator or function; operator or function: IN, number of operands: ${options.length + 1}`,
    );
  }
  return { kind: "in", operand, options };
}

function readOperand(reader: ExpressionReader): Operand {
  if (reader.next.kind === "value") return { kind: "value", value: reader.value() };
  if (reader.next.kind === "name" && reader.afterNext.text === "(") {
    const { text: name } = reader.next;
    if (name !== "size") {
      if (!(name in operandCounts)) throw reader.invalid(`Invalid function name; function: ${name}`);
      throw misused(reader, name);
    }
    const { operands } = call(reader);
    const [of] = operands;
    if (of === undefined) throw reader.unexpected();
    checkType(reader, "size", of, ["S", "B", "SS", "NS", "BS", "L", "M"]);
    return { kind: "size", of };
  }
  return { kind: "path", path: reader.path() };
}

/** A function's name and its operands, as many as it takes. */
function call(reader: ExpressionReader): { name: string; operands: Operand[] } {
  const { text: name } = reader.take("name");
  const wanted = Object.hasOwn(operandCounts, name) ? operandCounts[name] : undefined;
  if (wanted === undefined) throw reader.invalid(`Invalid function name; function: ${name}`);
  reader.expectSymbol("(");
  const operands = reader.list(() => readOperand(reader));
  reader.expectSymbol(")");
  if (operands.length !== wanted) {
    throw reader.invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  return { name, operands };
}

function booleanFunction(reader: ExpressionReader): { name: string; condition: Condition } {
  const { name, operands } = call(reader);
  const [operand, second] = operands;
  if (operand === undefined) throw reader.unexpected();
  if (second === undefined) {
    if (operand.kind !== "path") {
      throw reader.invalid(`Operator or function requires a document path; operator or function: ${name}`);
    }
    const wanted = name === "attribute_exists";
    return { name, condition: { kind: "exists", path: operand.path, wanted } };
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
  if (operand.kind !== "value") {
    throw incorrectType(reader, "attribute_type", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
  }
  if (!("S" in operand.value)) throw incorrectType(reader, "attribute_type", typeOf(operand.value));
  const type = operand.value.S;
  if (attributeTypes.includes(type as AttributeType)) return type as AttributeType;
  throw reader.invalid(
    `Invalid attribute type name found; type: ${type}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
  );
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
  if (type !== undefined && !allowed.includes(type)) throw incorrectType(reader, name, type);
}

function checkDistinct(reader: ExpressionReader, name: string, left: Operand, right: Operand): void {
  if (left.kind !== "path" || right.kind !== "path" || !samePath(left.path, right.path)) return;
  throw reader.invalid(
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${pathText(left.path)}`,
  );
}

function incorrectType(reader: ExpressionReader, name: string, type: string): Error {
  return reader.invalid(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  );
}

function misused(reader: ExpressionReader, name: string): Error {
  return reader.invalid(
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  );
}

function valueText(value: AttributeValue): string {
  const text = "S" in value ? value.S : "N" in value ? value.N : "B" in value ? value.B : "";
  return `AttributeValue: {${typeOf(value)}:${text}}`;
}
