import { expect, it } from "vitest";
import { Access } from "./access.js";

const withHeader = (authorization?: string) => ({
  headers: authorization === undefined ? {} : { authorization },
});

it("takes its own token, and no other", () => {
  const [access, other] = [new Access(), new Access()];
  expect(access.isAllowed(withHeader(`Bearer ${access.token}`))).toBe(true);
  for (const wrong of [
    undefined,
    "",
    "Bearer ",
    `Bearer ${other.token}`,
    access.token,
    `Bearer ${access.token}x`,
  ]) {
    expect(access.isAllowed(withHeader(wrong)), wrong).toBe(false);
  }
});

it("gives the token once for its last code, within a minute", () => {
  let now = 1_000;
  const access = new Access(() => now);
  const redeem = (code: string) => access.redeem(withHeader(`Code ${code}`));
  expect(redeem("")).toBeUndefined();
  const replaced = access.makeCode();
  const code = access.makeCode();
  expect(redeem(replaced)).toBeUndefined();
  expect(redeem(code)).toBe(access.token);
  expect(redeem(code)).toBeUndefined();
  const late = access.makeCode();
  now += 60_001;
  expect(redeem(late)).toBeUndefined();
});

it("does not take a code for the token", () => {
  const access = new Access();
  expect(access.isAllowed(withHeader(`Bearer ${access.makeCode()}`))).toBe(false);
});
