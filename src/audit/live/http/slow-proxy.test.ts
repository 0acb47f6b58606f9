import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { SlowProxy } from "./slow-proxy.js";

async function proxied(): Promise<{ proxy: SlowProxy; url: string }> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += String(piece);
    response.writeHead(201, { "content-type": "text/plain" }).end(`${request.method} ${request.url} ${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const proxy = new SlowProxy(() => `http://127.0.0.1:${port}`);
  const url = `http://127.0.0.1:${await proxy.listen(["127.0.0.1"])}`;
  onTestFinished(() => {
    proxy.close();
    server.closeAllConnections();
    server.close();
  });
  return { proxy, url };
}

test("passes a request on as it is, and knows that it was answered", async () => {
  const { proxy, url } = await proxied();
  const response = await fetch(`${url}/a?b=c`, { method: "POST", body: "hello" });
  expect([response.status, await response.text()]).toEqual([201, "POST /a?b=c hello"]);
  await expect
    .poll(() => proxy.attempts, { timeout: 10_000 })
    .toMatchObject([{ method: "POST", path: "/a?b=c", outcome: "answered", status: 201 }]);
});

test("holds requests back, and knows when the caller gave up", async () => {
  const { proxy, url } = await proxied();
  proxy.delayMs = 60_000;
  const caller = new AbortController();
  const given = fetch(url, { signal: caller.signal });
  await expect.poll(() => proxy.attempts, { timeout: 10_000 }).toMatchObject([{ outcome: "waiting" }]);
  caller.abort();
  await expect(given).rejects.toThrow();
  await expect.poll(() => proxy.attempts, { timeout: 10_000 }).toMatchObject([{ outcome: "left" }]);
  const [{ arrivedAt, endedAt = 0 } = { arrivedAt: 0 }] = proxy.attempts;
  expect(endedAt - arrivedAt).toBeLessThan(10_000);
});
