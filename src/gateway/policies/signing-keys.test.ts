import { exportJWK, generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";
import { SigningKeys, SigningKeysUnavailable } from "./signing-keys.js";

const { publicKey } = await generateKeyPair("ES256");
const jwk = await exportJWK(publicKey);

async function make(cooldownMs = 10_000) {
  const clock = { now: 0 };
  const issuer = { fetches: 0, isBroken: false, kid: "one" };
  const keys = new SigningKeys("https://issuer.example/jwks", {
    cooldownMs,
    now: () => clock.now,
    fetch: async () => {
      issuer.fetches += 1;
      if (issuer.isBroken) throw new Error("down");
      return JSON.stringify({ keys: [{ ...jwk, kid: issuer.kid, alg: "ES256" }] });
    },
  });
  const find = (kid: string) => keys.keyFor({ alg: "ES256", kid }, { payload: "", signature: "" });
  return { clock, issuer, find };
}

describe("SigningKeys", () => {
  it("fetches once for callers at the same time, and anew when the keys are old", async () => {
    const { clock, issuer, find } = await make();
    await Promise.all([find("one"), find("one"), find("one")]);
    clock.now = 599_999;
    await find("one");
    expect(issuer.fetches).toBe(1);
    clock.now = 600_000;
    await find("one");
    expect(issuer.fetches).toBe(2);
  });

  it("does not go on with a key that was withdrawn", async () => {
    const { clock, issuer, find } = await make();
    await find("one");
    issuer.kid = "two";
    clock.now = 600_000;
    await expect(find("one")).rejects.toHaveProperty("code", "ERR_JWKS_NO_MATCHING_KEY");
  });

  it("keeps old keys in use while the issuer is down, and leaves it alone for a while", async () => {
    const { clock, issuer, find } = await make();
    await find("one");
    issuer.isBroken = true;
    clock.now = 3_600_000;
    await find("one");
    await find("one");
    expect(issuer.fetches).toBe(2);
    clock.now += 1000;
    await find("one");
    expect(issuer.fetches).toBe(3);
  });

  it("asks for an unknown key once a cool-down", async () => {
    const { clock, issuer, find } = await make();
    await find("one");
    issuer.kid = "two";
    await expect(find("two")).rejects.toHaveProperty("code", "ERR_JWKS_NO_MATCHING_KEY");
    clock.now = 10_000;
    await find("two");
    expect(issuer.fetches).toBe(2);
  });

  it("says that nothing is known when there is nothing, not that the key is wrong", async () => {
    const { clock, issuer, find } = await make();
    issuer.isBroken = true;
    await expect(find("one")).rejects.toThrow(SigningKeysUnavailable);
    issuer.isBroken = false;
    await expect(find("one")).rejects.toThrow(SigningKeysUnavailable);
    expect(issuer.fetches).toBe(1);
    clock.now = 1000;
    await find("one");
    issuer.isBroken = true;
    clock.now = 20_000;
    await expect(find("two")).rejects.toThrow(SigningKeysUnavailable);
  });
});
