import { describe, expect, it } from "vitest";
import { readAuthentication } from "./authentication-options.js";

const BY_SHOP = { AuthenticationProviderKey: "shop" };

describe("readAuthentication", () => {
  it("asks nothing where there is no provider, or anyone may call", () => {
    expect(readAuthentication({}, null, [])).toBeUndefined();
    expect(
      readAuthentication({ AuthenticationOptions: { AllowAnonymous: true } }, BY_SHOP, []),
    ).toBeUndefined();
    expect(
      readAuthentication({ AddHeadersToRequest: {}, RouteClaimsRequirement: {} }, null, []),
    ).toBeUndefined();
  });

  it("takes what the route leaves open from the global options", () => {
    const global = { AuthenticationProviderKeys: ["a", "b"], AllowedScopes: ["x"] };
    const of = (AuthenticationOptions: Record<string, unknown>) =>
      readAuthentication({ AuthenticationOptions }, global, []);
    expect(of({})).toMatchObject({ providers: ["a", "b"], scopes: ["x"] });
    expect(of({ ...BY_SHOP, AllowedScopes: [] })).toMatchObject({ providers: ["shop"], scopes: [] });
  });

  it("reads a claim, and a part of one", () => {
    const AddHeadersToRequest = {
      "X-User": "Claims[sub] > value",
      "X-Tenant": "Claims[http://x/tenant] > value[1] > |",
    };
    const read = readAuthentication({ AuthenticationOptions: BY_SHOP, AddHeadersToRequest }, null, []);
    expect(read).toHaveProperty("headers", [
      { name: "X-User", claim: "sub", index: 0, delimiters: "" },
      { name: "X-Tenant", claim: "http://x/tenant", index: 1, delimiters: "|" },
    ]);
  });

  it("refuses claims without a provider: they would let everybody through, or nobody", () => {
    const read = readAuthentication({ RouteClaimsRequirement: { role: "admin" } }, null, []);
    expect(read).toEqual([{ key: "RouteClaimsRequirement", message: expect.stringContaining("token") }]);
  });

  it("refuses a header that is none, a claim that cannot be read, and a part the path does not have", () => {
    const read = readAuthentication(
      {
        AuthenticationOptions: BY_SHOP,
        AddHeadersToRequest: { "X User": "Claims[sub] > value", "X-Id": "sub" },
        RouteClaimsRequirement: { sub: "{id}" },
      },
      null,
      ["everything"],
    );
    expect(Array.isArray(read) ? read.map(({ key }) => key) : read).toEqual([
      "AddHeadersToRequest.X User",
      "AddHeadersToRequest.X-Id",
      "RouteClaimsRequirement.sub",
    ]);
  });
});
