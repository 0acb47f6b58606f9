import { describe, expect, it } from "vitest";
import { startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

const ORIGIN = "http://localhost:5173";

async function setUp(cors?: Parameters<typeof startGateway>[1]) {
  const upstream = await startUpstream((_, res) => {
    res.setHeader("access-control-allow-origin", "http://of-the-service").end("ok");
  });
  const route = usersRoute([upstream.port], { UpstreamHttpMethod: ["GET", "POST"] });
  return { upstream, ...(await startGateway([route], cors)) };
}

function preflight(url: string, origin = ORIGIN): Promise<Response> {
  const headers = {
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type, idempotency-key",
  };
  return fetch(`${url}/api/users`, { method: "OPTIONS", headers });
}

describe("CORS", () => {
  it("answers a preflight itself, with the route's methods", async () => {
    const { upstream, url } = await setUp();
    const response = await preflight(url);
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST, HEAD",
      "access-control-allow-headers": "content-type, idempotency-key",
      "access-control-max-age": "600",
    });
    expect(upstream.seen).toEqual([]);
  });

  it("lets pages read answers, the gateway's own errors included, with one allowed origin", async () => {
    const { url } = await setUp();
    const answer = await fetch(`${url}/api/users`, { headers: { origin: ORIGIN } });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-expose-headers")).toContain("Location");
    const missing = await fetch(`${url}/nowhere`, { headers: { origin: ORIGIN } });
    expect([missing.status, missing.headers.get("access-control-allow-origin")]).toEqual([404, "*"]);
  });

  it("with a list, lets in its members and nobody else", async () => {
    const { url } = await setUp({ cors: { origins: [ORIGIN] } });
    const known = await preflight(url);
    expect(known.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(known.headers.get("access-control-allow-credentials")).toBe("true");
    expect(known.headers.get("vary")).toContain("Origin");
    const stranger = await preflight(url, "http://evil.example");
    expect(stranger.headers.get("access-control-allow-origin")).toBeNull();
    expect(stranger.headers.get("vary")).toContain("Origin");
  });

  it("switched off, leaves it to the service", async () => {
    const { upstream, url } = await setUp({ cors: false });
    const answer = await fetch(`${url}/api/users`, { headers: { origin: ORIGIN } });
    expect(answer.headers.get("access-control-allow-origin")).toBe("http://of-the-service");
    const options = await preflight(url);
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, POST, HEAD, OPTIONS"]);
    expect(upstream.seen).toHaveLength(1);
  });
});
