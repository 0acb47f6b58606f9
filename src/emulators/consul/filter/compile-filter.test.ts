import { describe, expect, it } from "vitest";
import { compileFilter } from "./compile-filter.js";
import { shapes } from "./shape.js";

const instance = {
  Node: { Node: "consul", Meta: null },
  Service: {
    ID: "u1",
    Tags: ["v1", "blue"],
    Port: 81,
    Meta: { version: "1.2", "a b": "c" },
    EnableTagOverride: false,
  },
  Checks: [{ Status: "passing" }, { Status: "warning" }],
};

describe("compileFilter", () => {
  it.each([
    ["Service.ID == u1", true],
    ['Service.ID != "u1"', false],
    ["Service.Port == 81 and not Service.Port == 82", true],
    ['"v1" in Service.Tags', true],
    ["v2 not in Service.Tags", true],
    ["Service.Tags contains blue or Service.ID == none", true],
    ['Service.Meta.version == "1.2"', true],
    ['Service.Meta["a b"] == c', true],
    ["version in Service.Meta", true],
    ["Service.Meta.none == x", false],
    ["Node.Meta is empty", true],
    ["Service.Tags is not empty", true],
    ["Checks.Status == warning", true],
    ["not (Checks.Status == critical or Checks.Status == passing)", false],
    ["Service.ID matches `^u[0-9]$`", true],
    ["Service.EnableTagOverride == false", true],
    // "and" binds tighter than "or".
    ["Service.ID == u1 or Service.ID == x and Service.ID == y", true],
  ])("%s is %s", (expression, holds) => {
    expect(compileFilter(expression, shapes.instance)(instance)).toBe(holds);
  });

  it.each([
    ["xx", "no match found"],
    ["Service.ID ==", "a value"],
    ["(Service.ID == u1", '")"'],
    ["Service.ID == u1 u2", "EOF"],
    ["Service.Bogus == x", 'Selector "Service.Bogus" is not valid'],
    ["Service.Port == x", 'Failed to coerce value "x"'],
    ["Service.ID is not empty", 'Invalid match operator "Is Not Empty"'],
    ["Service == x", 'Invalid match operator "Equal"'],
    ["Service.ID matches `(`", "Invalid regular expression"],
  ])("%s is refused", (expression, why) => {
    expect(() => compileFilter(expression, shapes.instance)).toThrow(why);
  });
});
