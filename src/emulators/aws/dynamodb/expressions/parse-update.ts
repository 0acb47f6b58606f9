import { type AttributeType, type AttributeValue, typeOf } from "../values/attribute-value.js";
import type { DocumentPath } from "./document-path.js";
import { ExpressionReader, type Grammar } from "./expression-reader.js";
import { checkCollisions } from "./parse-projection.js";
import type { Placeholders } from "./placeholders.js";

/** What an attribute is set to. */
export type UpdateOperand =
  | { readonly kind: "path"; readonly path: DocumentPath }
  | { readonly kind: "value"; readonly value: AttributeValue }
  | { readonly kind: "if_not_exists"; readonly path: DocumentPath; readonly otherwise: UpdateOperand }
  | { readonly kind: "list_append"; readonly first: UpdateOperand; readonly second: UpdateOperand }
  | {
      readonly kind: "sum";
      readonly sign: 1 | -1;
      readonly left: UpdateOperand;
      readonly right: UpdateOperand;
    };

export interface Update {
  readonly set: readonly { readonly path: DocumentPath; readonly to: UpdateOperand }[];
  readonly remove: readonly DocumentPath[];
  readonly add: readonly { readonly path: DocumentPath; readonly value: AttributeValue }[];
  readonly delete: readonly { readonly path: DocumentPath; readonly value: AttributeValue }[];
}

const clauses = ["SET", "REMOVE", "ADD", "DELETE"] as const;
type Clause = (typeof clauses)[number];

const grammar: Grammar = {
  ...{ parameter: "UpdateExpression", keywords: clauses },
  faults: [
    ...(["parentheses", "reserved", "unknown function", "section", "placeholder"] as const),
    ...(["overlap", "conflict", "operand", "function"] as const),
  ],
};

/** Parses an `UpdateExpression` (developer guide, "Using update expressions"). */
export function parseUpdate(source: string, placeholders: Placeholders): Update {
  const reader = new ExpressionReader(grammar, source, placeholders);
  const update = {
    set: [] as { path: DocumentPath; to: UpdateOperand }[],
    remove: [] as DocumentPath[],
    add: [] as { path: DocumentPath; value: AttributeValue }[],
    delete: [] as { path: DocumentPath; value: AttributeValue }[],
  };
  const seen = new Set<Clause>();
  /** In the order in which they are written. */
  const paths: DocumentPath[] = [];
  const noted = <Part extends { readonly path: DocumentPath }>(part: Part): Part => {
    paths.push(part.path);
    return part;
  };
  do {
    const clause = clauses.find((word) => reader.isWord(word));
    if (clause === undefined) throw reader.unexpected();
    if (seen.has(clause)) {
      reader.report("section", `The "${clause}" section can only be used once in an update expression;`);
    }
    seen.add(clause);
    reader.take("name");
    if (clause === "SET") update.set = reader.list(() => noted(assignment(reader)));
    else if (clause === "REMOVE") update.remove = reader.list(() => noted({ path: reader.path() }).path);
    else if (clause === "ADD") {
      update.add = reader.list(() => noted(change(reader, clause, ["N", "SS", "NS", "BS"])));
    } else update.delete = reader.list(() => noted(change(reader, clause, ["SS", "NS", "BS"])));
  } while (reader.next.kind !== "end");
  checkCollisions(reader, paths);
  reader.finish();
  return update;
}

/** Every path that an update writes. */
export function updatedPaths(update: Update): readonly DocumentPath[] {
  return [...update.set, ...update.add, ...update.delete].map(({ path }) => path).concat(update.remove);
}

function assignment(reader: ExpressionReader): { path: DocumentPath; to: UpdateOperand } {
  const path = reader.path();
  reader.expectSymbol("=");
  return { path, to: sum(reader) };
}

function change(
  reader: ExpressionReader,
  clause: Clause,
  allowed: readonly AttributeType[],
): { path: DocumentPath; value: AttributeValue } {
  const path = reader.path();
  const value = reader.value();
  const type = typeOf(value);
  if (!allowed.includes(type)) {
    const name = typeNames[type];
    reader.report(
      "operand",
      `Incorrect operand type for operator or function; operator: ${clause}, operand type: ${name}, typeSet: ALLOWED_FOR_${clause}_OPERAND`,
    );
  }
  return { path, value };
}

/** DynamoDB's own names of types in the messages about ADD and DELETE. */
const typeNames: Readonly<Record<AttributeType, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  NULL: "NULL",
  SS: "STRING_SET",
  NS: "NUMBER_SET",
  BS: "BINARY_SET",
  L: "LIST",
  M: "MAP",
};

function sum(reader: ExpressionReader): UpdateOperand {
  const left = operand(reader);
  const sign = reader.takeSymbol("+") ? 1 : reader.takeSymbol("-") ? -1 : undefined;
  if (sign === undefined) return left;
  const right = operand(reader);
  for (const each of [left, right]) checkValue(reader, sign === 1 ? "+" : "-", each, "N");
  return { kind: "sum", sign, left, right };
}

function operand(reader: ExpressionReader): UpdateOperand {
  if (reader.takeSymbol("(")) {
    if (reader.next.text === "(") {
      reader.report("parentheses", "The expression has redundant parentheses;");
    }
    const inside = sum(reader);
    reader.expectSymbol(")");
    return inside;
  }
  if (reader.next.kind === "value") return { kind: "value", value: reader.value() };
  if (reader.next.kind === "name" && reader.afterNext.text === "(") return call(reader);
  return { kind: "path", path: reader.path() };
}

function call(reader: ExpressionReader): UpdateOperand {
  const { text: name } = reader.take("name");
  reader.expectSymbol("(");
  const operands = reader.list(() => sum(reader));
  reader.expectSymbol(")");
  const [first, second] = operands;
  if (name !== "if_not_exists" && name !== "list_append") {
    reader.report("unknown function", `Invalid function name; function: ${name}`);
    return { kind: "path", path: [] };
  }
  if (first === undefined || second === undefined || operands.length !== 2) {
    reader.report(
      "operand",
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
    return { kind: "path", path: [] };
  }
  if (name === "list_append") {
    for (const each of operands) checkValue(reader, name, each, "L");
    return { kind: "list_append", first, second };
  }
  if (first.kind !== "path") {
    reader.report("function", `Operator or function requires a document path; operator or function: ${name}`);
    return first;
  }
  return { kind: "if_not_exists", path: first.path, otherwise: second };
}

function checkValue(
  reader: ExpressionReader,
  name: string,
  operand: UpdateOperand,
  wanted: AttributeType,
): void {
  if (operand.kind !== "value" || typeOf(operand.value) === wanted) return;
  reader.report(
    "function",
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${typeOf(operand.value)}`,
  );
}
