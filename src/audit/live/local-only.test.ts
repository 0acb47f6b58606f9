import { expect, test } from "vitest";
import type { Platform } from "../../platform/platform.js";
import type { Service } from "../../workspace/workspace.js";
import { assertLocal } from "./local-only.js";

const check = (env: Record<string, string>, isLocal = true): (() => void) => {
  const service = { name: "user-service", env } as unknown as Service;
  const engine = { isLocal, description: "Docker at ssh://build-server" };
  const workspace = { name: "shop", allServices: [service, { name: "payment-service" }] };
  return () => assertLocal({ engine, workspace } as unknown as Platform, [service]);
};

test.each([
  { DATABASE_URL: "postgres://db.example.com/users" },
  { CACHE: "redis://10.0.0.7" },
  { CONSUL_HTTP_ADDR: "consul.example.com:8500" },
  { AWS_ENDPOINT_URL_SQS: "https://sqs.eu-west-1.amazonaws.com" },
])("a service that is led to another machine is refused: %o", (env) => {
  expect(check(env)).toThrow(expect.objectContaining({ code: "LIVE_NOT_LOCAL" }));
});

test.each([
  {},
  { DATABASE_URL: "postgres://postgres:5432/users", PAYMENT_SERVICE_URL: "http://payment-service:8080" },
  { CONSUL_HTTP_ADDR: "127.0.0.1:8500", BREAKER_RESET_MS: "4000" },
  { TOKEN_ISSUER: "https://login.example.com" },
])("one that stays here is not: %o", (env) => {
  expect(check(env)).not.toThrow();
});

test("a daemon on another machine is refused", () => {
  expect(check({}, false)).toThrow(expect.objectContaining({ code: "LIVE_NOT_LOCAL" }));
});
