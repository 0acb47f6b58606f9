import { expect, test } from "vitest";
import { type ParsedDocument, parseFile } from "../parsed-document.js";
import { Budget, SchemaComparison, type Use } from "./compare-schemas.js";

/** What breaks, between two documents whose `#/s` is the schema. */
function broken(before: unknown, now: unknown, use: Use, more: object = {}): readonly string[] {
  const documentOf = (schema: unknown): ParsedDocument => {
    const document = parseFile("a.json", JSON.stringify({ s: schema, ...more })).documents[0];
    if (!document) throw new Error("no document");
    return document;
  };
  const [was, is] = [documentOf(before), documentOf(now)];
  const place = (document: ParsedDocument) => ({ value: document.at(["s"]), path: ["s"] });
  const comparison = new SchemaComparison({ before: was, now: is, budget: new Budget() });
  return comparison.of(place(was), place(is), use).map(({ what }) => what.en);
}

const object = (properties: object, required: readonly string[] = [], more: object = {}) => ({
  ...{ type: "object", properties, required },
  ...more,
});
const text = { type: "string" };
const number = { type: "number" };

test.each([
  ["a property gone", object({ a: text, b: text }), object({ a: text }), ["b is gone"]],
  ["a property of another type", object({ a: text }), object({ a: number }), ["a was string, is number"]],
  ["a whole number that may be a fraction", { type: "integer" }, number, ["it was integer, is number"]],
  [
    "a property that may be missing",
    object({ a: text }, ["a"]),
    object({ a: text }),
    ["a may now be missing"],
  ],
  ["nullable in 3.0", text, { type: "string", nullable: true }, ["it may now be null"]],
  ["nullable in 3.1", text, { type: ["string", "null"] }, ["it may now be null"]],
  ["nullable by anyOf", text, { anyOf: [text, { type: "null" }] }, ["it may now be null"]],
  ["a type no more", object({ a: text }), object({ a: {} }), ["a was string, is anything"]],
  [
    "deep in lists",
    { type: "array", items: object({ a: text }) },
    { type: "array", items: object({}) },
    ["[].a is gone"],
  ],
  [
    "in a map",
    { type: "object", additionalProperties: text },
    { type: "object", additionalProperties: number },
    ["* was string, is number"],
  ],
  [
    "another constant",
    object({ v: { const: "1" } }),
    object({ v: { const: "2" } }),
    ['v was always "1", is "2"'],
  ],
  [
    "another format",
    { type: "string", format: "date" },
    { type: "string", format: "date-time" },
    ["it had the format date, has date-time"],
  ],
  [
    "a form that is new",
    { oneOf: [text, number] },
    { oneOf: [text, number, { type: "boolean" }] },
    ["it may now have another form"],
  ],
])("readers: %s", (_title, before, now, expected) => {
  expect(broken(before, now, "read")).toEqual(expected);
  expect(broken(before, before, "read")).toEqual([]);
});

test.each([
  ["newly required", object({ a: text }), object({ a: text }, ["a"]), ["a is now required"]],
  ["new and required", object({ a: text }), object({ a: text, b: text }, ["b"]), ["b is now required"]],
  ["a type narrower", { type: ["string", "number"] }, text, ["it was string | number, is string"]],
  ["null no more", { type: ["string", "null"] }, text, ["it no longer takes null"]],
  ["a value no more", { enum: ["a", "b"] }, { enum: ["a"] }, ['it no longer takes "b"']],
  ["only some values", text, { type: "string", enum: ["a"] }, ["it takes only certain values now"]],
  [
    "shorter",
    { type: "string", maxLength: 9 },
    { type: "string", maxLength: 5 },
    ["it had a maxLength of 9, has 5"],
  ],
  ["a limit that is new", number, { type: "number", minimum: 1 }, ["it has a minimum of 1 now"]],
  ["another pattern", text, { type: "string", pattern: "^a" }, ["it must match another pattern"]],
  [
    "a property gone where others are refused",
    object({ a: text, b: text }, [], { additionalProperties: false }),
    object({ a: text }, [], { additionalProperties: false }),
    ["b is no longer taken"],
  ],
  [
    "a form no more",
    { oneOf: [text, number] },
    { oneOf: [text, { type: "boolean" }] },
    ["it was number, is boolean"],
  ],
  [
    "what all forms share",
    { ...object({ a: text }), oneOf: [{ required: ["a"] }, { maxProperties: 0 }] },
    { ...object({ a: number }), oneOf: [{ required: ["a"] }, { maxProperties: 0 }] },
    ["a was string, is number", "a was string, is number"],
  ],
  [
    "forms fewer",
    { oneOf: [text, number, { type: "boolean" }] },
    { oneOf: [text, number] },
    ["it no longer takes one of its forms"],
  ],
])("writers: %s", (_title, before, now, expected) => {
  expect(broken(before, now, "write")).toEqual(expected);
  expect(broken(before, before, "write")).toEqual([]);
});

test.each<[string, unknown, unknown, Use]>([
  ["a new property", object({ a: text }), object({ a: text, b: text }, ["b"]), "read"],
  ["a new value", { type: "string", enum: ["a", "b"] }, { type: "string", enum: ["a", "b", "c"] }, "read"],
  ["a fraction that is whole now", number, { type: "integer" }, "read"],
  ["limits of what is answered", text, { type: "string", maxLength: 5 }, "read"],
  ["null no more", { type: ["string", "null"] }, text, "read"],
  [
    "a property that only writers see",
    object({ a: { type: "string", writeOnly: true } }, ["a"]),
    object({}),
    "read",
  ],
  ["an optional property", object({ a: text }), object({ a: text, b: text }), "write"],
  ["required no more", object({ a: text }, ["a"]), object({ a: text }), "write"],
  ["a property that is ignored now", object({ a: text, b: text }), object({ a: text }), "write"],
  [
    "a property that only readers see",
    object({}),
    object({ id: { type: "string", readOnly: true } }, ["id"]),
    "write",
  ],
  ["a form more", { oneOf: [text, number] }, { oneOf: [text, number, { type: "boolean" }] }, "write"],
  ["forms in another order", { anyOf: [text, number] }, { anyOf: [number, text] }, "read"],
  ["a form where there was none", text, { oneOf: [text, number] }, "write"],
  ["other words", { type: "string", description: "a", example: "b" }, text, "read"],
  [
    "written in parts",
    object({ a: text }, ["a"]),
    { allOf: [object({ a: text }), { required: ["a"] }] },
    "read",
  ],
  [
    "one of several required now",
    object({ a: text, b: text }, ["a"]),
    { ...object({ a: text, b: text }, ["a"]), anyOf: [{ required: ["b"] }, { maxProperties: 1 }] },
    "read",
  ],
  ["a limit that says nothing", text, { type: "string", minLength: 0 }, "write"],
])("no break: %s", (_title, before, now, use) => {
  expect(broken(before, now, use)).toEqual([]);
});

test("references are followed, in circles too", () => {
  const tree = (name: object) => ({ Node: object({ name, next: { $ref: "#/x/Node" } }, ["name"]) });
  const schema = { $ref: "#/x/Node" };
  expect(broken(schema, schema, "read", { x: tree(text) })).toEqual([]);
  expect(broken({ $ref: "#/s" }, text, "read")).toEqual([]);
  expect(broken(text, { $ref: "#/s" }, "read")).toEqual(["it was string, is anything"]);
  expect(
    broken({ allOf: [{ $ref: "#/s" }], ...text }, { allOf: [{ $ref: "#/s" }], ...number }, "read"),
  ).toEqual(["it was string, is number"]);
  const forms = (last: object) => ({ oneOf: [{ type: "array", items: { $ref: "#/s" } }, last] });
  expect(broken(forms(text), forms(text), "read")).toEqual([]);
  expect(broken(forms(text), forms(number), "read")).not.toEqual([]);
});

test("what is too deep is not called unbroken, and takes no time", () => {
  const deep = (depth: number, last: unknown): unknown => {
    let schema = last;
    for (let level = 0; level < depth; level += 1) schema = object({ a: schema });
    return schema;
  };
  expect(broken(deep(50, text), deep(50, number), "read")).toEqual([
    `${"a.".repeat(49)}a was string, is number`,
  ]);
  for (const [was, is] of [
    [deep(2000, text), deep(2000, number)],
    [{ oneOf: [deep(900, text), number] }, { oneOf: [deep(900, number), number] }],
  ])
    expect(broken(was, is, "read").join()).toMatch(/too deep|another form/);
  const nested = (last: unknown) => {
    let schema = last;
    for (let level = 0; level < 500; level += 1) schema = { oneOf: [schema, { type: "boolean" }] };
    return schema;
  };
  expect(broken(nested(text), nested(number), "read")).not.toEqual([]);
});

test("many forms are not compared each with each", () => {
  const forms = (count: number) => ({
    oneOf: Array.from({ length: count }, (_, index) => object({ [`p${index}`]: text }, [`p${index}`])),
  });
  expect(broken(forms(5), forms(5), "read")).toEqual([]);
  expect(broken(forms(200), forms(200), "read").join()).toContain("too large");
});
