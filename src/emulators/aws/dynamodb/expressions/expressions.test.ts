import { describe, expect, it } from "vitest";
import type { Item } from "../values/attribute-value.js";
import { itemBytes } from "../values/item-size.js";
import { readItem } from "../values/read-value.js";
import { applyUpdate } from "./apply-update.js";
import { projector } from "./document-path.js";
import { fulfils } from "./evaluate-condition.js";
import { toKeyTests } from "./key-tests.js";
import { parseCondition } from "./parse-condition.js";
import { parseProjection } from "./parse-projection.js";
import { parseUpdate } from "./parse-update.js";
import { checkAllUsed, type Placeholders, readPlaceholders } from "./placeholders.js";

const item = readItem({
  id: { S: "a1" },
  n: { N: "10" },
  flag: { BOOL: true },
  none: { NULL: true },
  bin: { B: "AQID" },
  tags: { SS: ["x", "y"] },
  nums: { NS: ["1", "2.0"] },
  lst: { L: [{ S: "zero" }, { N: "1" }, { M: { deep: { S: "down" } } }] },
  mp: { M: { inn: { M: { v: { N: "5" } } }, "dotted.name": { S: "d" } } },
});

function placeholders(
  values: Record<string, unknown> = {},
  names: Record<string, string> = {},
): Placeholders {
  return readPlaceholders(
    {
      ConditionExpression: "given",
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    },
    ["ConditionExpression"],
  );
}

const values = {
  ...{ ":s": { S: "a1" }, ":n": { N: "10" }, ":less": { N: "9.5" }, ":more": { N: "11" }, ":p": { S: "a" } },
  ...{
    ":x": { S: "x" },
    ":two": { N: "2" },
    ":t": { BOOL: true },
    ":N": { S: "N" },
    ":set": { SS: ["y", "x"] },
  },
};

describe("a condition", () => {
  it.each([
    ["id = :s", true],
    ["id <> :s", false],
    ["nope <> :s", true],
    ["nope = :s", false],
    ["n > :less AND n < :more", true],
    ["n BETWEEN :less AND :more", true],
    ["NOT n BETWEEN :less AND :more", false],
    ["id > :n", false],
    ["id IN (:p, :s)", true],
    ["n in (:less, :more)", false],
    ["attribute_exists(mp.inn.v)", true],
    ["attribute_not_exists(mp.inn.w)", true],
    ["attribute_exists(lst[2].deep) AND attribute_not_exists(lst[3])", true],
    ["attribute_type(n, :N)", true],
    ["begins_with(id, :p)", true],
    ["contains(tags, :x)", true],
    ["contains(nums, :two)", true],
    ["contains(id, :p)", true],
    ["contains(lst, :x)", false],
    ["tags = :set", true],
    ["size(tags) = :two", true],
    ["size(lst) > size(tags)", true],
    ["size(n) = :two", false],
    ["flag = :t", true],
    ["#m.#d = :s OR id = :s", true],
    // AND binds tighter than OR, NOT tighter than AND.
    ["id = :s OR n = :less AND flag <> :t", true],
    ["(id = :s OR n = :less) AND flag <> :t", false],
    ["NOT id = :p AND n = :n", true],
    ["(id) = (:s) AND ((n) BETWEEN (:less) AND (:more))", true],
  ])("%s is %s", (text, expected) => {
    const condition = parseCondition(
      "ConditionExpression",
      text,
      placeholders(values, { "#m": "mp", "#d": "dotted.name" }),
    );
    expect(fulfils(item, condition)).toBe(expected);
  });

  it.each([
    ["", "The expression can not be empty;"],
    ["id == :s", 'Syntax error; token: "=", near: "== :s"'],
    ["id =", 'Syntax error; token: "<EOF>", near: "="'],
    ["between = :s", 'Syntax error; token: "between", near: "between ="'],
    // Whatever else is wrong: parentheses come first, then functions, names, values, and types last.
    ["((id < :t)) AND exists(name)", "The expression has redundant parentheses;"],
    ["id < :t AND is_there(name)", "Invalid function name; function: is_there"],
    ["id < :t AND name = :q", "Attribute name is a reserved keyword; reserved keyword: name"],
    [
      "id < :t AND id = :q",
      "An expression attribute value used in expression is not defined; attribute value: :q",
    ],
    ["id = :s :n", 'Syntax error; token: ":n", near: ":s :n"'],
    ["name = :s", "Attribute name is a reserved keyword; reserved keyword: name"],
    ["#q = :s", "An expression attribute name used in the document path is not defined; attribute name: #q"],
    ["id = :q", "An expression attribute value used in expression is not defined; attribute value: :q"],
    ["is_there(id)", "Invalid function name; function: is_there"],
    [
      "size(id, n) = :n",
      "Incorrect number of operands for operator or function; operator or function: size, number of operands: 2",
    ],
    [
      "begins_with(id, :n)",
      "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ],
    [
      "id < :t",
      "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
    ],
    [
      "attribute_exists(:s)",
      "Operator or function requires a document path; operator or function: attribute_exists",
    ],
    [
      "attribute_type(id, :s)",
      "Invalid attribute type name found; type: a1, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
    ],
    ["size(id)", "The function is not allowed to be used this way in an expression; function: size"],
    ["((id = :s))", "The expression has redundant parentheses;"],
    [
      "id = id",
      "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [id]",
    ],
    [
      "n BETWEEN :more AND :less",
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:11}, upper bound operand: AttributeValue: {N:9.5}",
    ],
  ])("%s is refused in AWS's words", (text, message) => {
    expect(() => parseCondition("ConditionExpression", text, placeholders(values))).toThrow(
      `Invalid ConditionExpression: ${message}`,
    );
  });

  it("must use every placeholder", () => {
    const given = placeholders(values);
    parseCondition("ConditionExpression", "id = :s", given);
    expect(() => checkAllUsed(given)).toThrow(
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:n, :less, :more, :p, :x, :two, :t, :N, :set}",
    );
  });
});

describe("a key condition", () => {
  it("is a test for each key", () => {
    const tests = toKeyTests(
      parseCondition("KeyConditionExpression", "id = :s AND :less <= n", placeholders(values)),
    );
    expect([...tests.values()]).toEqual([
      { attribute: "id", by: "=", values: [{ S: "a1" }] },
      { attribute: "n", by: ">=", values: [{ N: "9.5" }] },
    ]);
  });

  it.each([
    ["id = :s OR n = :n", "Invalid operator used in KeyConditionExpression: OR"],
    ["id <> :s", "Invalid operator used in KeyConditionExpression: <>"],
    ["contains(id, :s)", "Invalid operator used in KeyConditionExpression: contains"],
    ["id = :s AND id = :p", "KeyConditionExpressions must only contain one condition per key"],
    ["id.n = :s", "KeyConditionExpressions cannot have conditions on nested attributes"],
  ])("%s is refused", (text, message) => {
    expect(() => toKeyTests(parseCondition("KeyConditionExpression", text, placeholders(values)))).toThrow(
      message,
    );
  });
});

describe("an update", () => {
  const apply = (text: string, given: Record<string, unknown> = {}, to: Item = item): Item =>
    applyUpdate(to, parseUpdate(text, placeholders(given, { "#m": "mp" })));

  it("sets, adds, removes and deletes, all seeing the item as it was", () => {
    const result = apply(
      "SET n = n + :n, kept = n, #m.inn.v = if_not_exists(#m.nix, :n) REMOVE flag ADD cnt :n, tags :t DELETE nums :d",
      {
        ":n": { N: "0.1" },
        ":t": { SS: ["z", "x"] },
        ":d": { NS: ["2"] },
      },
    );
    expect(result).toMatchObject({
      ...{ n: { N: "10.1" }, kept: { N: "10" }, cnt: { N: "0.1" } },
      ...{ tags: { SS: ["x", "y", "z"] }, nums: { NS: ["1"] } },
      mp: { M: { inn: { M: { v: { N: "0.1" } } } } },
    });
    expect(result).not.toHaveProperty("flag");
  });

  it("leaves the old item as it was", () => {
    const before = JSON.stringify(item);
    apply("SET #m.inn.v = :v, lst[0] = :v, lst[2].deep = :v REMOVE lst[1]", { ":v": { N: "1" } });
    expect(JSON.stringify(item)).toBe(before);
  });

  it("takes list indexes as they were, and appends behind the end", () => {
    const text = "SET lst[0] = :a, lst[90] = :c, lst[70] = :b REMOVE lst[1], lst[2]";
    const given = { ":a": { S: "a" }, ":b": { S: "b" }, ":c": { S: "c" } };
    expect(apply(text, given).lst).toEqual({ L: [{ S: "a" }, { S: "b" }, { S: "c" }] });
  });

  it("removes a set that lost its last element", () => {
    expect(apply("DELETE tags :t", { ":t": { SS: ["x", "y"] } })).not.toHaveProperty("tags");
  });

  it("appends to lists on either side", () => {
    const given = { ":l": { L: [{ N: "7" }] } };
    const first = apply("SET lst = list_append(:l, lst)", given).lst as { L: unknown[] };
    expect(first.L[0]).toEqual({ N: "7" });
  });

  it("takes an attribute of any name", () => {
    const given = readPlaceholders(
      {
        UpdateExpression: "u",
        ExpressionAttributeNames: { "#p": "__proto__" },
        ExpressionAttributeValues: { ":v": { S: "v" } },
      },
      ["UpdateExpression"],
    );
    const result = applyUpdate(item, parseUpdate("SET #p = :v", given));
    expect(Object.keys(result)).toContain("__proto__");
    expect(({} as Record<string, unknown>).S).toBeUndefined();
  });

  it.each([
    ["SET nope = oth", "The provided expression refers to an attribute that does not exist in the item"],
    ["SET nope.inn = :n", "The document path provided in the update expression is invalid for update"],
    ["SET id[0] = :n", "The document path provided in the update expression is invalid for update"],
    ["SET n = id + :n", "An operand in the update expression has an incorrect data type"],
    ["ADD id :n", "An operand in the update expression has an incorrect data type"],
  ])("%s cannot be done", (text, message) => {
    expect(() => apply(text, text.includes(":n") ? { ":n": { N: "1" } } : {})).toThrow(message);
  });

  it.each([
    ["SET n = :n SET id = :n", 'The "SET" section can only be used once in an update expression;'],
    [
      "SET lst = :n, lst[0] = :n",
      "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [lst], path two: [lst, [0]]",
    ],
    [
      "SET lst[0] = :n REMOVE lst.a",
      "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [lst, [0]], path two: [lst, a]",
    ],
    ["SET n = twice(:n)", "Invalid function name; function: twice"],
    [
      "SET n = list_append(:n, lst)",
      "Incorrect operand type for operator or function; operator or function: list_append, operand type: N",
    ],
    ["PUT n = :n", 'Syntax error; token: "PUT", near: "PUT n"'],
  ])("%s is refused in AWS's words", (text, message) => {
    expect(() => apply(text, { ":n": { N: "1" } })).toThrow(`Invalid UpdateExpression: ${message}`);
  });
});

describe("a projection", () => {
  it("cuts to the paths that are named; lists close up", () => {
    const paths = parseProjection("id, lst[2].deep, lst[0], #m.inn, nope", placeholders({}, { "#m": "mp" }));
    expect(projector(paths)(item)).toEqual({
      id: { S: "a1" },
      lst: { L: [{ S: "zero" }, { M: { deep: { S: "down" } } }] },
      mp: { M: { inn: { M: { v: { N: "5" } } } } },
    });
  });
});

describe("a value", () => {
  it.each([
    [{}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
    [{ S: "a", N: "1" }, "Supplied AttributeValue has more than one datatypes set"],
    [{ SS: [] }, "One or more parameter values were invalid: An string set  may not be empty"],
    [{ SS: ["a", "a"] }, "Input collection [a, a] contains duplicates."],
    [{ NS: ["1", "1.0"] }, "Input collection contains duplicates"],
    [{ NULL: false }, "Null attribute value types must have the value of true"],
    [{ N: 5 }, "NUMBER_VALUE cannot be converted to String"],
    [{ B: "no base64" }, "Base64 encoded length is expected a multiple of 4 bytes but found: 9"],
  ])("%j is refused", (value, message) => {
    expect(() => readItem({ a: value })).toThrow(message);
  });

  it("may be nested 32 levels deep", () => {
    const nested = (levels: number): unknown => (levels === 0 ? { S: "x" } : { L: [nested(levels - 1)] });
    expect(() => readItem({ a: nested(32) })).not.toThrow();
    expect(() => readItem({ a: nested(33) })).toThrow("Nesting Levels have exceeded supported limits");
  });

  it("has the size that DynamoDB counts", () => {
    expect(itemBytes(readItem({ ab: { S: "é" } }))).toBe(4);
    expect(itemBytes(readItem({ a: { N: "12345" } }))).toBe(1 + 4);
    expect(itemBytes(readItem({ a: { M: { b: { BOOL: true } } } }))).toBe(1 + 3 + 1 + 1 + 1);
  });
});
