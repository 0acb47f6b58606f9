import { validation } from "../dynamodb-error.js";
import type { AttributeValue } from "../values/attribute-value.js";
import type { Comparator, Condition, Operand } from "./condition.js";

/** What is wanted of one key attribute; two values with BETWEEN, one otherwise. */
export interface KeyTest {
  readonly attribute: string;
  readonly by: Exclude<Comparator, "<>"> | "between" | "begins_with";
  readonly values: readonly [AttributeValue, AttributeValue?];
}

const mirrored: Readonly<Record<Comparator, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/** Makes of a parsed `KeyConditionExpression` one test for each key attribute, by its name. */
export function toKeyTests(condition: Condition): Map<string, KeyTest> {
  const tests = new Map<string, KeyTest>();
  collect(condition, tests);
  return tests;
}

function collect(condition: Condition, tests: Map<string, KeyTest>): void {
  if (condition.kind === "and") {
    collect(condition.left, tests);
    collect(condition.right, tests);
    return;
  }
  const test = toTest(condition);
  if (tests.has(test.attribute))
    throw validation("KeyConditionExpressions must only contain one condition per key");
  tests.set(test.attribute, test);
  if (tests.size > 2) throw validation("Conditions can be of length 1 or 2 only");
}

function toTest(condition: Condition): KeyTest {
  switch (condition.kind) {
    case "compare": {
      if (condition.by === "<>") throw wrongOperator("<>");
      if (condition.left.kind === "value" && condition.right.kind === "path") {
        const by = mirrored[condition.by] as KeyTest["by"];
        return { attribute: nameOf(condition.right), by, values: [given(condition.left)] };
      }
      return { attribute: nameOf(condition.left), by: condition.by, values: [given(condition.right)] };
    }
    case "between": {
      checkFirst(condition.operand, "BETWEEN");
      const values = [given(condition.low), given(condition.high)] as const;
      return { attribute: nameOf(condition.operand), by: "between", values: [...values] };
    }
    case "begins_with":
      checkFirst(condition.operand, "begins_with");
      return {
        attribute: nameOf(condition.operand),
        by: "begins_with",
        values: [given(condition.sought)],
      };
    case "exists":
      throw wrongOperator(condition.wanted ? "attribute_exists" : "attribute_not_exists");
    case "type":
      throw wrongOperator("attribute_type");
    case "contains":
      throw wrongOperator("contains");
    default:
      throw wrongOperator(condition.kind.toUpperCase());
  }
}

function nameOf(operand: Operand): string {
  if (operand.kind === "size") throw validation("KeyConditionExpressions cannot contain nested operations");
  if (operand.kind === "value") {
    throw validation("Invalid condition in KeyConditionExpression: No key attribute specified");
  }
  const [name] = operand.path;
  if (operand.path.length !== 1 || typeof name !== "string") {
    throw validation("KeyConditionExpressions cannot have conditions on nested attributes");
  }
  return name;
}

function given(operand: Operand): AttributeValue {
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "size") throw validation("KeyConditionExpressions cannot contain nested operations");
  throw validation(
    "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
  );
}

function checkFirst(operand: Operand, name: string): void {
  if (operand.kind === "path") return;
  throw validation(
    `Invalid condition in KeyConditionExpression: ${name} operator must have the key attribute as its first operand`,
  );
}

function wrongOperator(name: string): Error {
  return validation(`Invalid operator used in KeyConditionExpression: ${name}`);
}
