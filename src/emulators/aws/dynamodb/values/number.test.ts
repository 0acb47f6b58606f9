import { describe, expect, it, test } from "vitest";
import { addNumbers, canonicalNumber, compareNumbers, orderedNumber } from "./number.js";

describe("a number", () => {
  it.each([
    ["0", "0"],
    ["-0", "0"],
    ["0.000", "0"],
    ["007", "7"],
    ["1.50", "1.5"],
    ["-.5", "-0.5"],
    ["+12", "12"],
    ["1e3", "1000"],
    ["1.5E-3", "0.0015"],
    ["100", "100"],
    ["9007199254740993", "9007199254740993"],
    ["12345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
    ["1E-130", `0.${"0".repeat(129)}1`],
    ["9.9999999999999999999999999999999999999E+125", `${"9".repeat(38)}${"0".repeat(88)}`],
  ])("%s is written as %s", (text, canonical) => {
    expect(canonicalNumber(text)).toBe(canonical);
  });

  it.each([
    ["abc", "The parameter cannot be converted to a numeric value: abc"],
    ["", "The parameter cannot be converted to a numeric value"],
    ["1e", "The parameter cannot be converted to a numeric value: 1e"],
    [".", "The parameter cannot be converted to a numeric value: ."],
    ["NaN", "The parameter cannot be converted to a numeric value: NaN"],
    ["1e126", "Number overflow. Attempting to store a number with magnitude larger than supported range"],
    [
      "-1e9999999999",
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    ],
    ["1e-131", "Number underflow. Attempting to store a number with magnitude smaller than supported range"],
    [`1${"0".repeat(37)}1`, "Attempting to store more than 38 significant digits in a Number"],
  ])("%s is refused", (text, message) => {
    expect(() => canonicalNumber(text)).toThrow(message);
  });

  it.each([
    ["0.1", "0.2", 1, "0.3"],
    ["1", "0.9", -1, "0.1"],
    ["9007199254740993", "1", 1, "9007199254740994"],
    ["99999999999999999999999999999999999999", "1", 1, `1${"0".repeat(38)}`],
    ["-5", "5", 1, "0"],
    ["1e20", "-1", 1, "99999999999999999999"],
  ] as const)("%s and %s make exactly", (left, right, sign, sum) => {
    expect(addNumbers(left, right, sign)).toBe(sum);
  });

  it("of more than 38 digits is no sum", () => {
    expect(() => addNumbers("1e30", "1e-30", 1)).toThrow("more than 38 significant digits");
    expect(() => addNumbers("9e125", "9e125", 1)).toThrow("Number overflow");
  });
});

test("numbers sort by value, whatever their sign, magnitude and digits", () => {
  const ascending = [
    ...["-9e125", "-1000", "-12", "-1.23", "-1.2", "-1", "-0.5", "-0.05", "-1e-130", "0", "1e-130", "0.05"],
    ...["0.5", "1", "1.2", "1.23", "2", "9", "10", "12", "99", "100", "1000", "9e125"],
  ];
  const shuffled = [...ascending].reverse();
  expect(shuffled.sort((a, b) => (orderedNumber(a) < orderedNumber(b) ? -1 : 1))).toEqual(ascending);
  expect(compareNumbers("1.0", "1")).toBe(0);
  expect(compareNumbers("2", "10")).toBe(-1);
  expect(compareNumbers("-2", "-10")).toBe(1);
});
