import { describe, expect, it } from "vitest";
import { InvalidAmountError, toDecimal, toMoney } from "../../src/domain/money.js";

describe("money", () => {
  it.each([
    [19.99, "USD", 1999],
    [0.1, "USD", 10],
    [1.005, "KWD", 1005],
    [500, "JPY", 500],
    [7, "EUR", 700],
    [10_000_000_000, "USD", 1_000_000_000_000],
  ])("reads %s %s as %s minor units, and back", (amount, currency, minorUnits) => {
    const money = toMoney(amount, currency);
    expect(money).toEqual({ minorUnits, currency });
    expect(toDecimal(money)).toBe(amount);
  });

  it("reads every cent up to 100.00 exactly", () => {
    for (let cents = 0; cents <= 10_000; cents++) {
      expect(
        toMoney(Number(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`), "USD")
          .minorUnits,
      ).toBe(cents);
    }
  });

  it.each([
    [1.001, "USD"],
    [0.5, "JPY"],
    [-1, "USD"],
    [1e-7, "USD"],
    [1e21, "USD"],
    [10_000_000_000.01, "USD"],
    [Number.NaN, "USD"],
    [Number.POSITIVE_INFINITY, "USD"],
  ])("refuses %s %s", (amount, currency) => {
    expect(() => toMoney(amount, currency)).toThrow(InvalidAmountError);
  });
});
