import { expect, test } from "vitest";
import { isSpaceUnit, isWordUnit } from "./units.js";

test("every code unit is told as the patterns tell it", () => {
  const wrong = Array.from({ length: 0x10000 }, (_, unit) => unit).filter((unit) => {
    const char = String.fromCharCode(unit);
    return isWordUnit(unit) !== /[\w$]/.test(char) || isSpaceUnit(unit) !== /\s/.test(char);
  });
  expect(wrong).toEqual([]);
  expect([isWordUnit(Number.NaN), isSpaceUnit(Number.NaN)]).toEqual([false, false]);
});
