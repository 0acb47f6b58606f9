import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConsulView } from "./consul-view.js";

let consul: Server;
let view: ConsulView;
let url: string;
let seen: string[];

beforeEach(async () => {
  seen = [];
  consul = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      seen.push(`${request.method} ${request.url} ${body}`.trim());
      if (request.url?.startsWith("/v1/health/service/")) {
        const entry = (ID: string, Address: string) => ({
          Node: { Node: "n" },
          Service: { ID, Address, Port: 8080, Tags: ["a"] },
        });
        response
          .setHeader("x-consul-index", "7")
          .end(JSON.stringify([entry("shop-pay-1", "shop-pay-1"), entry("other", "10.0.0.9")]));
      } else response.writeHead(404).end("unknown");
    });
  });
  await new Promise<void>((resolve) => consul.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(consul.address() as AddressInfo).port}`;
  view = new ConsulView(address, async ({ id }) =>
    id === "shop-pay-1" ? { host: "127.0.0.1", port: 18_080 } : undefined,
  );
  url = await view.open();
});
afterEach(() => {
  view.close();
  consul.close();
});

test("services are listed where this machine reaches them; the rest of the answer is Consul's", async () => {
  const response = await fetch(`${url}/v1/health/service/pay?passing=true`);
  expect(response.headers.get("x-consul-index")).toBe("7");
  expect(await response.json()).toEqual([
    { Node: { Node: "n" }, Service: { ID: "shop-pay-1", Address: "127.0.0.1", Port: 18_080, Tags: ["a"] } },
    { Node: { Node: "n" }, Service: { ID: "other", Address: "10.0.0.9", Port: 8080, Tags: ["a"] } },
  ]);
  expect(seen).toEqual(["GET /v1/health/service/pay?passing=true"]);
});

test("everything else is passed on as it is, bodies and statuses too", async () => {
  const response = await fetch(`${url}/v1/agent/service/register`, { method: "PUT", body: '{"ID":"x"}' });
  expect([response.status, await response.text()]).toEqual([404, "unknown"]);
  expect(seen).toEqual(['PUT /v1/agent/service/register {"ID":"x"}']);
});

test("a Consul that is away is 502, not a hanging request", async () => {
  await new Promise((resolve) => consul.close(resolve));
  expect((await fetch(`${url}/v1/status/leader`)).status).toBe(502);
});
