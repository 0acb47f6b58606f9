import { expect, test } from "vitest";
import { serviceSchema } from "../../../workspace/schema.js";
import type { Release } from "./release.js";
import { type ServiceShape, serviceSpec, specHash } from "./service-spec.js";

const workspace = { name: "shop" };

function shape(
  change: { service?: object; version?: string; connections?: Record<string, string> } = {},
): ServiceShape {
  const file = serviceSchema.parse({
    apiVersion: "msx/v1",
    kind: "Service",
    name: "order-service",
    form: "microservice",
    stack: "typescript",
    owner: "team-order",
    ...change.service,
  });
  const version = change.version ?? "0123456789ab";
  return {
    service: { ...file, folder: "/nowhere" },
    version,
    image: `shop/order-service:${version}`,
    connections: change.connections ?? { AMQP_URL: "amqp://rabbitmq", DATABASE_URL: "postgres://db" },
  };
}

test("a replica is told who it is, where it is reached and how to reach the platform", () => {
  expect(serviceSpec(shape(), workspace, 2, undefined).env).toEqual({
    AMQP_URL: "amqp://rabbitmq",
    DATABASE_URL: "postgres://db",
    PORT: "8080",
    SERVICE_NAME: "order-service",
    SERVICE_VERSION: "0123456789ab",
    SERVICE_ID: "shop-order-service-2",
    SERVICE_ADDRESS: "shop-order-service-2",
  });
});

test("service.yaml overrides the variables of resources but not the identity", () => {
  const service = {
    env: { AMQP_URL: "amqp://elsewhere", LOG_LEVEL: "debug", SERVICE_NAME: "other", PORT: "1" },
  };
  const { env } = serviceSpec(shape({ service }), workspace, 1, undefined);
  expect(env).toMatchObject({
    AMQP_URL: "amqp://elsewhere",
    LOG_LEVEL: "debug",
    SERVICE_NAME: "order-service",
    PORT: "8080",
  });
});

test("a service that owns no database gets no DATABASE_URL", () => {
  const { env } = serviceSpec(shape({ service: { owns: { database: "none" } } }), workspace, 1, undefined);
  expect(env).not.toHaveProperty("DATABASE_URL");
});

test("replicas share a hash; version, environment and port are part of it", () => {
  const spec = (number: number, before?: Release) => serviceSpec(shape(), workspace, number, before).specHash;
  expect(spec(1)).toBe(spec(2, { version: "ffffffffffff", settings: undefined }));
  const hashes = [
    shape(),
    shape({ version: "ba9876543210" }),
    shape({ service: { env: { LOG_LEVEL: "debug" } } }),
    shape({ service: { http: { port: 9090, basePath: "/" } } }),
    shape({ connections: { AMQP_URL: "amqp://rabbitmq", DATABASE_URL: "postgres://other" } }),
  ].map(specHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});
