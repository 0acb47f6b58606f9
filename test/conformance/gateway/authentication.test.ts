import { createHmac, createPublicKey } from "node:crypto";
import type { JWK } from "jose";
import { describe, expect, it } from "vitest";
import { rawRequest } from "./raw-http.js";
import { problemOf, startGateway, usersRoute } from "./running-gateway.js";
import { startIssuer, type TestIssuer } from "./token-issuer.js";
import { startUpstream } from "./upstream-server.js";

/** A gateway whose route needs a token of the issuer; `send` calls it. */
async function guarded(issuer: TestIssuer, more: object = {}, jwksCooldownMs = 10_000) {
  const upstream = await startUpstream();
  const AuthenticationOptions = { AuthenticationProviderKey: "shop" };
  const running = await startGateway(
    [usersRoute([upstream.port], { AuthenticationOptions, ...more })],
    { jwksCooldownMs },
    { AuthenticationProviders: { shop: issuer.provider } },
  );
  const send = (token: string | undefined, headers: Record<string, string> = {}, path = "") =>
    fetch(`${running.url}/api/users${path}`, {
      headers: token === undefined ? headers : { Authorization: `Bearer ${token}`, ...headers },
    });
  return { upstream, running, send };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The parts of a token, changed. */
function forge(token: string, { header, payload }: { header?: object; payload?: object }): string {
  const parts = token.split(".");
  const decode = (part = "") => JSON.parse(Buffer.from(part, "base64url").toString()) as object;
  if (header !== undefined) parts[0] = encode({ ...decode(parts[0]), ...header });
  if (payload !== undefined) parts[1] = encode({ ...decode(parts[1]), ...payload });
  return parts.join(".");
}

/** What RFC 8725, section 2.1, warns of: the public key, which all know, taken for the secret of an HMAC. */
function confuse(token: string, jwk: JWK): string {
  const [, payload = ""] = token.split(".");
  const pem = createPublicKey({ key: jwk as Record<string, string>, format: "jwk" }).export({
    ...{ type: "spki", format: "pem" },
  });
  const signed = `${encode({ alg: "HS256", kid: jwk.kid })}.${payload}`;
  return `${signed}.${createHmac("sha256", pem).update(signed).digest("base64url")}`;
}

describe("a route that needs a token", () => {
  it.each(["RS256", "ES256", "EdDSA"])("takes one signed with %s, and passes it on", async (alg) => {
    const issuer = await startIssuer(alg);
    const { upstream, send } = await guarded(issuer);
    const token = await issuer.sign();
    expect((await send(token)).status).toBe(200);
    expect((await send(token)).status).toBe(200);
    expect(upstream.seen[0]?.headers.authorization).toBe(`Bearer ${token}`);
    expect(issuer.fetches()).toBe(1);
  });

  it("answers 401 with a plain challenge where there is none", async () => {
    const { upstream, send } = await guarded(await startIssuer());
    for (const headers of [{}, { Authorization: "Basic YTpi" }, { Authorization: "Bearer" }]) {
      const refused = await send(undefined, headers);
      expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect(await problemOf(refused)).toMatchObject({ status: 401, title: "Unauthorized" });
    }
    expect(upstream.seen).toHaveLength(0);
  });

  it("answers 401 invalid_token to everything that is not a good token", async () => {
    const issuer = await startIssuer();
    const { upstream, send } = await guarded(issuer);
    const good = await issuer.sign();
    const stranger = await startIssuer();
    const signature = good.split(".")[2] ?? "";
    const bad: Record<string, string> = {
      "no token at all": "abc",
      expired: await issuer.sign({ expiresIn: -60 }),
      "without exp": await issuer.sign({ expiresIn: null }),
      "not yet valid": await issuer.sign({ claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }),
      "for somebody else": await issuer.sign({ audience: "bank" }),
      "from somebody else": await issuer.sign({ issuer: "https://other.example/" }),
      "another's key under the same name": await stranger.sign(),
      "changed claims": forge(good, { payload: { sub: "root" } }),
      "changed signature": good.replace(signature, `${signature.slice(0, -4)}AAAA`),
      "no signature": `${good.split(".").slice(0, 2).join(".")}.`,
      "alg none": `${forge(good, { header: { alg: "none" } })
        .split(".")
        .slice(0, 2)
        .join(".")}.`,
      "alg none with the signature": forge(good, { header: { alg: "none" } }),
      "alg HS256 with the public key": confuse(good, issuer.publicJwk()),
      "alg of another family": forge(good, { header: { alg: "ES256" } }),
      "alg not on the list": forge(good, { header: { alg: "RS512" } }),
      "a key of its own": await stranger.sign({ header: { jwk: stranger.publicJwk() } }),
    };
    for (const [what, token] of Object.entries(bad)) {
      const refused = await send(token);
      expect([what, refused.status]).toEqual([what, 401]);
      expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer error="invalid_token", error_desc/);
    }
    expect(upstream.seen).toHaveLength(0);
    expect((await send(good)).status).toBe(200);
  });

  it("allows for clocks that differ a little", async () => {
    const issuer = await startIssuer();
    const { send } = await guarded(issuer);
    expect((await send(await issuer.sign({ expiresIn: -5 }))).status).toBe(200);
  });

  it("refuses more than one Authorization field: the service might believe another one", async () => {
    const issuer = await startIssuer();
    const { upstream, running } = await guarded(issuer);
    const good = `Authorization: Bearer ${await issuer.sign()}`;
    const lines = ["GET /api/users HTTP/1.1", "Host: x", "Connection: close"];
    expect(await rawRequest(running.port, [...lines, good])).toMatch(/^HTTP\/1\.1 200 /);
    const answer = await rawRequest(running.port, [...lines, good, "authorization: Bearer other"]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('WWW-Authenticate: Bearer error="invalid_request"');
    expect(upstream.seen).toHaveLength(1);
  });

  it("asks again for the keys when they are rotated", async () => {
    const issuer = await startIssuer();
    const { send } = await guarded(issuer, {}, 0);
    const before = await issuer.sign();
    expect((await send(before)).status).toBe(200);
    await issuer.rotate();
    expect((await send(await issuer.sign())).status).toBe(200);
    expect((await send(before)).status).toBe(401);
  });

  it("is not made to ask for the keys again and again by tokens with unknown ones", async () => {
    const issuer = await startIssuer();
    const { send } = await guarded(issuer, {}, 60_000);
    expect((await send(await issuer.sign())).status).toBe(200);
    const token = await issuer.sign();
    for (let turn = 0; turn < 20; turn += 1) {
      expect((await send(forge(token, { header: { kid: `k${turn}` } }))).status).toBe(401);
    }
    expect(issuer.fetches()).toBe(1);
  });

  it("answers 503 when the keys cannot be had, and goes on with those it knows", async () => {
    const issuer = await startIssuer();
    const { send, upstream } = await guarded(issuer, {}, 0);
    issuer.break();
    const refused = await send(await issuer.sign());
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(upstream.seen).toHaveLength(0);

    issuer.mend();
    const known = await issuer.sign();
    await expect.poll(async () => (await send(known)).status, { timeout: 10_000 }).toBe(200);
    issuer.break();
    expect((await send(known)).status).toBe(200);
    await issuer.rotate();
    expect((await send(await issuer.sign())).status).toBe(503);
  });

  it("takes the first of several providers that knows the token, and no token of others", async () => {
    const [one, two] = [
      await startIssuer("RS256", "https://one/"),
      await startIssuer("ES256", "https://two/"),
    ];
    const upstream = await startUpstream();
    const { url } = await startGateway(
      [
        usersRoute([upstream.port], {
          AuthenticationOptions: { AuthenticationProviderKeys: ["one", "two"] },
        }),
      ],
      {},
      { AuthenticationProviders: { one: one.provider, two: two.provider } },
    );
    const statusOf = async (token: string) =>
      (await fetch(`${url}/api/users`, { headers: { Authorization: `bearer ${token}` } })).status;
    expect([await statusOf(await one.sign()), await statusOf(await two.sign())]).toEqual([200, 200]);
    expect(await statusOf(await two.sign({ issuer: one.issuer }))).toBe(401);
  });

  it("leaves out the routes that allow anyone, when the file asks for tokens everywhere", async () => {
    const upstream = await startUpstream();
    const open = usersRoute([upstream.port], {
      UpstreamPathTemplate: "/open/{everything}",
      AuthenticationOptions: { AllowAnonymous: true },
    });
    const { url } = await startGateway(
      [usersRoute([upstream.port]), open],
      {},
      {
        AuthenticationOptions: { AuthenticationProviderKeys: ["shop"] },
        AuthenticationProviders: { shop: (await startIssuer()).provider },
      },
    );
    expect((await fetch(`${url}/api/users`)).status).toBe(401);
    expect((await fetch(`${url}/open`)).status).toBe(200);
  });

  it("is refused when its provider is not configured, and the routes before it stay", async () => {
    const upstream = await startUpstream();
    const running = await startGateway([usersRoute([upstream.port])]);
    const next = usersRoute([upstream.port], {
      AuthenticationOptions: { AuthenticationProviderKey: "Auth0" },
    });
    await expect(running.setRoutes([next])).rejects.toThrow(/Auth0.*GATEWAY_AUTH_PROVIDERS/);
    expect((await fetch(`${running.url}/api/users`)).status).toBe(200);
  });

  it("does not open its breaker for callers without a token", async () => {
    const { running, send } = await guarded(await startIssuer(), { QoSOptions: { MinimumThroughput: 2 } });
    for (let turn = 0; turn < 5; turn += 1) expect((await send(undefined)).status).toBe(401);
    expect((await running.health()).routes[0]?.breaker).toBe("closed");
  });
});
