import { describe, expect, test } from "vitest";
import { addToJson } from "./edit-json.js";

describe("addToJson", () => {
  test("adds a key in the layout the file has, and leaves every other byte", () => {
    const text = '{\n    "paths": {\n        "/a":   { "get": 1 }\n    },\n    "x" : [1,2]\n}\n';
    expect(addToJson(text, [{ into: ["paths"], key: "/b", value: { post: [1, 2] } }])).toBe(
      '{\n    "paths": {\n        "/a":   { "get": 1 },\n        "/b": { "post": [1, 2] }\n    },\n    "x" : [1,2]\n}\n',
    );
  });

  test("makes what is missing on the way", () => {
    const text = '{\n  "a": {}\n}\n';
    expect(addToJson(text, [{ into: ["a", "b"], key: "c", value: 1 }])).toBe(
      '{\n  "a": {\n    "b": {\n      "c": 1\n    }\n  }\n}\n',
    );
  });

  test("appends to a list on one line, and to one on many", () => {
    expect(addToJson('{ "a": ["x"] }', [{ into: ["a"], value: "y" }])).toBe('{ "a": ["x", "y"] }');
    expect(addToJson('{\n  "a": [\n    "x"\n  ]\n}', [{ into: ["a"], value: "y" }])).toBe(
      '{\n  "a": [\n    "x",\n    "y"\n  ]\n}',
    );
  });

  test("keeps Windows line ends and tabs", () => {
    const text = '{\r\n\t"a": {\r\n\t\t"b": 1\r\n\t}\r\n}\r\n';
    expect(addToJson(text, [{ into: ["a"], key: "c", value: 2 }])).toBe(
      '{\r\n\t"a": {\r\n\t\t"b": 1,\r\n\t\t"c": 2\r\n\t}\r\n}\r\n',
    );
  });

  test.each([
    ["a key that is there", '{ "a": { "b": 1 } }', { into: ["a"], key: "b", value: 2 }],
    ["a holder that is no object", '{ "a": 1 }', { into: ["a"], key: "b", value: 2 }],
    ["a text that is no JSON", "{ a: 1 }", { into: [], key: "b", value: 2 }],
  ])("refuses %s", (_what, text, addition) => {
    expect(() => addToJson(text, [addition])).toThrow();
  });
});
