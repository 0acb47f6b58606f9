import { expect, it } from "vitest";
import { compileFilterPattern } from "./filter-pattern.js";

const entry = JSON.stringify({
  ...{ level: "ERROR", ms: 12.5, ok: true, user: null, ip: "10.0.3.4", code: "404" },
  ...{ request: { path: "/orders" }, items: [{ sku: "A" }, { sku: "B" }] },
});

it.each([
  ["", "anything", true],
  ["ERROR", "an ERROR here", true],
  ["ERROR", "an error here", false],
  ["ERROR timeout", "timeout: ERROR", true],
  ["ERROR timeout", "ERROR", false],
  ['"two words"', "these two words", true],
  ['"two words"', "words two", false],
  ['"a \\"b\\""', 'x a "b" y', true],
  ["ERROR -expected", "ERROR expected", false],
  ["ERROR -expected", "ERROR", true],
  ["?WARN ?ERROR", "a WARN", true],
  ["?WARN ?ERROR", "an INFO", false],
])("%s of %s", (pattern, message, expected) => {
  expect(compileFilterPattern(pattern)(message)).toBe(expected);
});

it.each([
  ['{ $.level = "ERROR" }', true],
  ["{ $.level = ERROR }", true],
  ['{ $.level = "ERR*" }', true],
  ['{ $.level != "ERROR" }', false],
  ["{ $.ms > 12 && $.ms <= 12.5 }", true],
  ["{ $.ms < 12 || $.ok IS TRUE }", true],
  ['{ ($.ms < 12 || $.ok IS TRUE) && $.level = "INFO" }', false],
  ['{ $.ms < 12 || $.ok IS TRUE && $.level = "INFO" }', false],
  ["{ $.user IS NULL }", true],
  ["{ $.nobody NOT EXISTS }", true],
  ["{ $.user NOT EXISTS }", false],
  ['{ $.nobody != "x" }', false],
  ["{ $.ip = 10.0.*.4 }", true],
  ['{ $.request.path = "/orders" }', true],
  ['{ $.items[1].sku = "B" }', true],
  ['{ $.items[*].sku = "B" }', true],
  ['{ $["level"] = "ERROR" }', true],
  ["{ $.code = 404 }", true],
])("%s", (pattern, expected) => {
  expect(compileFilterPattern(pattern)(entry)).toBe(expected);
});

it("matches no text with a JSON pattern", () => {
  expect(compileFilterPattern("{ $.a NOT EXISTS }")("plain text")).toBe(false);
});

it.each([
  "{ $.a }",
  "{ $.a = }",
  "{ a = 1 }",
  "{ $.a = 1",
  '"open',
  "[ip, user]",
  "%regex%",
  "{ $.a = %x% }",
])("refuses %s", (pattern) => {
  expect(() => compileFilterPattern(pattern)).toThrow(
    expect.objectContaining({ code: "InvalidParameterException" }),
  );
});
