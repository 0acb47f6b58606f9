import { describe, expect, it } from "vitest";
import { rawRequest } from "./raw-http.js";
import { problemOf, startGateway, usersRoute } from "./running-gateway.js";
import { startIssuer } from "./token-issuer.js";
import { startUpstream } from "./upstream-server.js";

async function guarded(route: object, scopes?: readonly string[]) {
  const issuer = await startIssuer("ES256");
  const upstream = await startUpstream();
  const AuthenticationOptions = { AuthenticationProviderKeys: ["shop"], AllowedScopes: scopes };
  const running = await startGateway(
    [usersRoute([upstream.port], { AuthenticationOptions, ...route })],
    {},
    { AuthenticationProviders: { shop: issuer.provider } },
  );
  const send = async (
    claims: Record<string, unknown>,
    { path = "", headers = {} }: { path?: string; headers?: Record<string, string> } = {},
  ) => {
    const Authorization = `Bearer ${await issuer.sign({ claims })}`;
    return fetch(`${running.url}/api/users${path}`, { headers: { Authorization, ...headers } });
  };
  return { issuer, upstream, running, send };
}

describe("what a valid token allows", () => {
  it("is what its scopes say, one of those allowed being enough", async () => {
    const { send, upstream } = await guarded({}, ["users.read", "users.admin"]);
    expect((await send({ scope: "openid users.read" })).status).toBe(200);
    expect((await send({ scope: ["users.admin"] })).status).toBe(200);
    expect((await send({ scp: "users.read" })).status).toBe(200);
    const refused = await send({ scope: "users.reader" });
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="users.read users.admin"',
    ]);
    expect(await problemOf(refused)).toMatchObject({ status: 403, title: "Forbidden" });
    expect((await send({})).status).toBe(403);
    expect(upstream.seen).toHaveLength(3);
  });

  it("is what its claims say", async () => {
    const { send } = await guarded({ RouteClaimsRequirement: { role: "admin", level: "3" } });
    expect((await send({ role: ["clerk", "admin"], level: 3 })).status).toBe(200);
    expect((await send({ role: "clerk", level: 3 })).status).toBe(403);
    expect((await send({ role: "admin" })).status).toBe(403);
  });

  it("may be bound to a part of the path, so that each sees their own", async () => {
    const { send } = await guarded({
      UpstreamPathTemplate: "/api/users/{id}",
      DownstreamPathTemplate: "/api/v1/users/{id}",
      RouteClaimsRequirement: { sub: "{id}" },
    });
    expect((await send({ sub: "ana" }, { path: "/ana" })).status).toBe(200);
    expect((await send({ sub: "josé" }, { path: "/jos%C3%A9" })).status).toBe(200);
    expect((await send({ sub: "ana" }, { path: "/eva" })).status).toBe(403);
    expect((await send({ sub: "" }, { path: "/%zz" })).status).not.toBe(200);
  });
});

describe("claims in header fields", () => {
  const route = {
    AddHeadersToRequest: { "X-User-Id": "Claims[sub] > value", "X-Kind": "Claims[sub] > value[0] > |" },
  };

  it("reach the service, and a client's own fields of these names never do", async () => {
    const { send, upstream } = await guarded(route);
    const headers = { "x-user-id": "root", x_user_id: "root", X_USER_ID: "root", "X-Other": "kept" };
    expect((await send({ sub: "clerk|7" }, { headers })).status).toBe(200);
    const { rawHeaders = [], headers: seen = {} } = upstream.seen[0] ?? {};
    expect([seen["x-user-id"], seen["x-kind"], seen["x-other"]]).toEqual(["clerk|7", "clerk", "kept"]);
    expect(rawHeaders.join("\n")).not.toContain("root");
  });

  it("cannot be made to disappear by naming them in Connection", async () => {
    const { issuer, running, upstream } = await guarded(route);
    const token = await issuer.sign();
    const answer = await rawRequest(running.port, [
      "GET /api/users HTTP/1.1",
      "Host: x",
      `Authorization: Bearer ${token}`,
      "Connection: close, x-user-id",
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(upstream.seen).toHaveLength(0);
  });

  it("are octets of UTF-8, and what cannot stand in a field is refused", async () => {
    const { send, upstream } = await guarded(route);
    expect((await send({ sub: "名前" })).status).toBe(200);
    const value = String(upstream.seen[0]?.headers["x-user-id"]);
    expect(Buffer.from(value, "latin1").toString("utf8")).toBe("名前");
    expect((await send({ sub: "a\r\nX-Role: admin" })).status).toBe(403);
    expect((await send({ sub: undefined })).status).toBe(403);
    expect(upstream.seen).toHaveLength(1);
  });
});
