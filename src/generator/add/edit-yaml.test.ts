import { describe, expect, test } from "vitest";
import { appendToYamlList } from "./edit-yaml.js";

const entry = { event: "A", exchange: "b" };

describe("appendToYamlList", () => {
  test.each([
    [
      "an empty list gives way",
      "a: 1\nlist: []  # none\nb: 2\n",
      "a: 1\nlist:\n  - { event: A, exchange: b }  # none\nb: 2\n",
    ],
    [
      "an entry follows the last, comments stay where they are",
      "list: # who\n    - { x: y } # first\n    # the end\nb: 'q'\n",
      "list: # who\n    - { x: y } # first\n    - { event: A, exchange: b }\n    # the end\nb: 'q'\n",
    ],
    [
      "entries that take several lines",
      "list:\n- x: y\n  z: w\nb: 2\n",
      "list:\n- x: y\n  z: w\n- { event: A, exchange: b }\nb: 2\n",
    ],
    ["a list in brackets", "list: [{ x: y }]\n", "list: [{ x: y }, { event: A, exchange: b }]\n"],
    ["a list that is missing", "a: 1", "a: 1\nlist:\n  - { event: A, exchange: b }\n"],
    ["a key without a value", "list:\nb: 2\n", "list:\n  - { event: A, exchange: b }\nb: 2\n"],
    [
      "the end of a file without a line end",
      "list:\n  - { x: y }",
      "list:\n  - { x: y }\n  - { event: A, exchange: b }",
    ],
    [
      "Windows line ends",
      "list:\r\n  - { x: y }\r\nb: 2\r\n",
      "list:\r\n  - { x: y }\r\n  - { event: A, exchange: b }\r\nb: 2\r\n",
    ],
  ])("%s", (_what, before, after) => {
    expect(appendToYamlList(before, "list", entry)).toBe(after);
  });

  test("refuses what is no list", () => {
    expect(() => appendToYamlList("list: text\n", "list", entry)).toThrow();
  });
});
