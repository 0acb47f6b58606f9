import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseGatewayConfig } from "../../../src/gateway/config/parse-gateway-config.js";
import { startGateway } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

const text = readFileSync(new URL("guideline-ocelot.json", import.meta.url), "utf8");

it("the guideline's own ocelot.json works unchanged, its host user-service:80 reached through the host map", async () => {
  const upstream = await startUpstream((_, res) =>
    res.writeHead(200, { "content-type": "text/plain" }).end("users"),
  );
  const { setFile, url } = await startGateway([], {
    hostMap: { "user-service:80": `127.0.0.1:${upstream.port}` },
  });
  const { warnings } = parseGatewayConfig(text);
  expect(warnings).toEqual([]);
  await setFile(text);
  for (const method of ["GET", "POST", "PUT", "DELETE"]) {
    const response = await fetch(`${url}/api/users/7?x=1`, { method });
    expect([response.status, await response.text()]).toEqual([200, "users"]);
  }
  expect((await fetch(`${url}/api/users`)).status).toBe(200);
  expect((await fetch(`${url}/api/users/7`, { method: "PATCH" })).status).toBe(405);
  expect(upstream.seen.map(({ method, url: path, headers }) => `${method} ${path} ${headers.host}`)).toEqual([
    "GET /api/v1/users/7?x=1 user-service",
    "POST /api/v1/users/7?x=1 user-service",
    "PUT /api/v1/users/7?x=1 user-service",
    "DELETE /api/v1/users/7?x=1 user-service",
    "GET /api/v1/users user-service",
  ]);
});

it("a name that does not resolve is 503, not a crash", async () => {
  const { setFile, url } = await startGateway([]);
  await setFile(text.replace("user-service", "no-such-host.invalid"));
  const response = await fetch(`${url}/api/users`);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
});
