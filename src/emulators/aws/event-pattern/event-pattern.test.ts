import { expect, it } from "vitest";
import { compileEventPattern } from "./event-pattern.js";

const matches = (pattern: unknown, event: Readonly<Record<string, unknown>>): boolean =>
  compileEventPattern(JSON.stringify(pattern))(event);

it.each<[string, unknown, Readonly<Record<string, unknown>>, boolean]>([
  ["a value", { source: ["shop"] }, { source: "shop" }, true],
  ["another value", { source: ["shop"] }, { source: "Shop" }, false],
  ["one of several", { source: ["a", "b"] }, { source: "b" }, true],
  ["every key", { a: [1], b: [2] }, { a: 1 }, false],
  ["a value of a list", { tags: ["x", "y"] }, { tags: ["z", "y"] }, true],
  ["a nested key", { detail: { state: ["paid"] } }, { detail: { state: "paid" } }, true],
  ["a nested key with a dot", { "detail.state": ["paid"] }, { detail: { state: "paid" } }, true],
  ["one object of a list", { items: { a: [1], b: [2] } }, { items: [{ a: 1 }, { a: 1, b: 2 }] }, true],
  ["no mix of two objects", { items: { a: [1], b: [2] } }, { items: [{ a: 1 }, { b: 2 }] }, false],
  ["null", { a: [null] }, { a: null }, true],
  ["null is not missing", { a: [null] }, {}, false],
  ["an empty text", { a: [""] }, { a: "" }, true],
  ["true", { a: [true] }, { a: true }, true],
  ["a number is no text", { a: ["1"] }, { a: 1 }, false],
  ["prefix", { a: [{ prefix: "ab" }] }, { a: "abc" }, true],
  ["prefix without case", { a: [{ prefix: { "equals-ignore-case": "AB" } }] }, { a: "abc" }, true],
  ["suffix", { a: [{ suffix: ".png" }] }, { a: "x.png" }, true],
  ["suffix without case", { a: [{ suffix: { "equals-ignore-case": ".PNG" } }] }, { a: "x.png" }, true],
  ["equals-ignore-case", { a: [{ "equals-ignore-case": "ALICE" }] }, { a: "alice" }, true],
  ["wildcard", { a: [{ wildcard: "dir/*/file*.png" }] }, { a: "dir/x/y/file1.png" }, true],
  ["wildcard that ends before", { a: [{ wildcard: "a*b*c" }] }, { a: "abbc." }, false],
  ["wildcard without overlap", { a: [{ wildcard: "ab*ba" }] }, { a: "aba" }, false],
  ["an escaped star", { a: [{ wildcard: "a\\*b" }] }, { a: "axb" }, false],
  ["an escaped star itself", { a: [{ wildcard: "a\\*b" }] }, { a: "a*b" }, true],
  ["anything-but", { a: [{ "anything-but": "x" }] }, { a: "y" }, true],
  ["anything-but of a list", { a: [{ "anything-but": ["x", 1] }] }, { a: 1 }, false],
  ["anything-but wants the key", { a: [{ "anything-but": "x" }] }, {}, false],
  ["anything-but prefix", { a: [{ "anything-but": { prefix: "x" } }] }, { a: "xy" }, false],
  ["anything-but prefixes", { a: [{ "anything-but": { prefix: ["x", "y"] } }] }, { a: "yz" }, false],
  ["anything-but suffix", { a: [{ "anything-but": { suffix: "y" } }] }, { a: "xy" }, false],
  [
    "anything-but in any case",
    { a: [{ "anything-but": { "equals-ignore-case": ["X"] } }] },
    { a: "x" },
    false,
  ],
  ["anything-but wildcard", { a: [{ "anything-but": { wildcard: "*x*" } }] }, { a: "axb" }, false],
  ["numeric", { a: [{ numeric: [">", 0, "<=", 5] }] }, { a: 5 }, true],
  ["numeric equality", { a: [{ numeric: ["=", 3.5] }] }, { a: 3.5 }, true],
  ["numeric outside", { a: [{ numeric: [">", 0, "<", 5] }] }, { a: 5 }, false],
  ["numeric of a text", { a: [{ numeric: [">", 0] }] }, { a: "5" }, false],
  ["exists", { a: [{ exists: true }] }, { a: 0 }, true],
  ["exists of an object is of its leaves", { a: [{ exists: true }] }, { a: { b: 1 } }, false],
  ["exists not", { a: { b: [{ exists: false }] } }, {}, true],
  ["exists not, or a value", { a: ["x", { exists: false }] }, { a: "x" }, true],
  ["cidr", { a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.0.255" }, true],
  ["cidr outside", { a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.1.0" }, false],
  ["cidr of IPv6", { a: [{ cidr: "2001:db8::/32" }] }, { a: "2001:db8::1" }, true],
  ["$or", { x: [1], $or: [{ a: [1] }, { b: { c: [2] } }] }, { x: 1, b: { c: 2 } }, true],
  ["$or of nothing", { $or: [{ a: [1] }, { b: [2] }] }, { a: 2, b: 1 }, false],
  ["a key of Object's", { constructor: [{ exists: true }] }, {}, false],
])("%s", (_what, pattern, event, expected) => {
  expect(matches(pattern, event)).toBe(expected);
});

it.each<[string, string]>([
  ["[]", "Filter is not an object"],
  ["{", "Filter is not an object"],
  ["{}", "Empty objects are not allowed"],
  ['{"a": 1}', '"a" must be an object or an array'],
  ['{"a": []}', "Empty arrays are not allowed"],
  ['{"a": [[1]]}', "Match value must be String, number, true, false, or null"],
  ['{"a": [{"EXISTS": true}]}', "Unrecognized match type EXISTS"],
  ['{"a": [{"exists": "yes"}]}', "exists match pattern must be either true or false."],
  ['{"a": [{"prefix": 1}]}', "prefix match pattern must be a string"],
  ['{"a": [{"prefix": "a", "suffix": "b"}]}', "Only one key allowed in match expression"],
  ['{"a": [{"numeric": [">", 0, ">", 0]}]}', "Bad numeric range operator: >"],
  ['{"a": [{"wildcard": "a**b"}]}', "Consecutive wildcard characters at pos 1"],
  ['{"a": [{"anything-but": {"exists": true}}]}', "Unsupported anything-but pattern: exists"],
])("refuses %s", (pattern, reason) => {
  expect(() => compileEventPattern(pattern)).toThrow(reason);
});
