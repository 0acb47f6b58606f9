import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createServiceClient, type ServiceClient, ServiceUnavailableError } from "./client.js";
import { createResilience } from "./resilience.js";

const limits = {
  client: { timeoutMs: 5_000, retries: 3, retryDelayMs: 1 },
  breaker: { failures: 10, resetMs: 30_000 },
};

let server: Server;
let received: IncomingMessage[];
/** Statuses to answer with, one a request; 200 when used up. */
let statuses: number[];
let url: string;

beforeEach(async () => {
  received = [];
  statuses = [];
  server = createServer((request, response) => {
    received.push(request);
    request.resume();
    response.statusCode = statuses.shift() ?? 200;
    response.end(JSON.stringify({ status: response.statusCode }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function client(instances: readonly string[] = [url], breaker = limits.breaker): ServiceClient {
  return createServiceClient(
    "payment",
    async () => instances.map((url) => ({ url, weight: 1 })),
    createResilience({ ...limits, breaker }),
  );
}

test("4xx is an answer, not a failure", async () => {
  statuses = [404];
  const answer = await client().request<{ status: number }>({ method: "GET", path: "/payments/1" });
  expect(answer).toEqual({ status: 404, body: { status: 404 } });
  expect(received).toHaveLength(1);
});

test("a GET is repeated after 5xx and 429", async () => {
  statuses = [503, 429];
  expect((await client().request({ method: "GET", path: "/" })).status).toBe(200);
  expect(received).toHaveLength(3);
});

test("a POST is repeated only with an idempotency key", async () => {
  statuses = [500];
  const plain = client().request({ method: "POST", path: "/", body: {} });
  await expect(plain).rejects.toThrow(ServiceUnavailableError);
  expect(received).toHaveLength(1);
  statuses = [500];
  const keyed = { method: "POST", path: "/", body: {}, headers: { "Idempotency-Key": "order-1" } } as const;
  expect((await client().request(keyed)).status).toBe(200);
});

test("no instance counts as a failure", async () => {
  await expect(client([]).request({ method: "GET", path: "/" })).rejects.toThrow(ServiceUnavailableError);
});

test("each attempt is told of, with what became of it", async () => {
  const outcomes: string[] = [];
  const resilience = createResilience({ ...limits, breaker: { failures: 3, resetMs: 30_000 } });
  let instances = [url];
  const payments = createServiceClient(
    "payment",
    async () => instances.map((each) => ({ url: each, weight: 1 })),
    resilience,
    (outcome) => {
      outcomes.push(outcome);
    },
  );
  statuses = [404, 500];
  await payments.request({ method: "POST", path: "/" });
  await expect(payments.request({ method: "POST", path: "/" })).rejects.toThrow();
  instances = [];
  await expect(payments.request({ method: "GET", path: "/" })).rejects.toThrow();
  await expect(payments.request({ method: "GET", path: "/" })).rejects.toThrow();
  expect(outcomes).toEqual(["answered", "failed", "failed", "failed", "refused", "refused"]);
});

test("a repetition asks anew who is there, and reaches the one that came instead", async () => {
  const gone = "http://127.0.0.1:1";
  const discovery = async (_service: string, fresh = false) => [{ url: fresh ? url : gone, weight: 1 }];
  const payments = createServiceClient("payment", discovery, createResilience(limits));
  expect((await payments.request({ method: "GET", path: "/" })).status).toBe(200);
});

test("an open breaker refuses without a request and says when to come back", async () => {
  statuses = [500, 500, 500, 500];
  const payments = client([url], { failures: 3, resetMs: 30_000 });
  await expect(payments.request({ method: "GET", path: "/" })).rejects.toThrow();
  const refused = await payments.request({ method: "GET", path: "/" }).catch((error: unknown) => error);
  expect(received).toHaveLength(3);
  expect(refused).toMatchObject({ service: "payment" });
  expect((refused as ServiceUnavailableError).retryAfterSeconds).toBeGreaterThan(25);
});
