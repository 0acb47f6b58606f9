import { randomBytes } from "node:crypto";
import { describe } from "vitest";
import { loadConfig } from "../../src/chassis/config.js";
import type { ServiceDefinition } from "../../src/chassis/service.js";
import { startService } from "../../src/chassis/start-service.js";
import { type Answer, type RequestInput, requestTo, untilReady } from "./http-service.js";
import type { TcpProxy } from "./tcp-proxy.js";
import { createSchema } from "./test-schema.js";

const { DATABASE_URL } = process.env;

/** A `describe` for tests that need a real database; without it they are skipped, and their name says why. */
export function describeIntegration(name: string, tests: () => void): void {
  if (DATABASE_URL) describe(name, tests);
  else describe.skip(`${name} [skipped: DATABASE_URL is not set]`, tests);
}

/** The service as it runs in production, with a database schema of its own. */
export interface ServiceUnderTest {
  /** Its `SERVICE_NAME` in this run. */
  readonly name: string;
  readonly url: string;
  /** Sends a request and checks the answer against the contract. */
  request(method: string, path: string, input?: RequestInput): Promise<Answer>;
  /** Stops the service and removes what it made. */
  stop(): Promise<void>;
}

export interface TestOptions {
  /** What stands between the service and its database. */
  readonly databaseProxy?: TcpProxy;
  /** How many of the service to start at once, on one database. Default: 1. */
  readonly replicas?: number;
}

/**
 * Starts a service on the PostgreSQL of the environment.
 * @param env variables on top of the environment, such as `PAYMENT_SERVICE_URL`.
 */
export async function startServiceUnderTest<Schema>(
  definition: ServiceDefinition<Schema>,
  env: Readonly<Record<string, string>> = {},
  { databaseProxy, replicas = 1 }: TestOptions = {},
): Promise<ServiceUnderTest> {
  const run = `test-${randomBytes(4).toString("hex")}`;
  const database = await createSchema(run.replace("-", "_"), databaseProxy?.url ?? DATABASE_URL ?? "");
  const config = loadConfig({
    SERVICE_NAME: run,
    SERVICE_ADDRESS: "127.0.0.1",
    HOST: "127.0.0.1",
    PORT: "0",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
    SHUTDOWN_DRAIN_MS: "0",
    ...env,
    DATABASE_URL: database.url,
  });
  const start = () => startService(definition, config);
  const services = await Promise.all(Array.from({ length: replicas }, start));
  await Promise.all(services.map(({ url }) => untilReady(url)));
  const url = services[0]?.url ?? "";
  return {
    name: run,
    url,
    request: (method, path, input) => requestTo(url, method, path, input),
    async stop() {
      await Promise.all(services.map((service) => service.stop()));
      await database.drop();
    },
  };
}
