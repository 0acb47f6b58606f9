import { randomBytes } from "node:crypto";
import { describe } from "vitest";
import { loadConfig } from "../../src/chassis/config.js";
import type { ServiceDefinition } from "../../src/chassis/service.js";
import { startService } from "../../src/chassis/start-service.js";
import { type Answer, type RequestInput, requestTo, untilReady } from "./http-service.js";

/** A `describe` for tests of the running service; it needs no server, so they always run. */
export function describeIntegration(name: string, tests: () => void): void {
  describe(name, tests);
}

/** The service as it runs in production. */
export interface ServiceUnderTest {
  /** Its `SERVICE_NAME` in this run. */
  readonly name: string;
  readonly url: string;
  /** Sends a request and checks the answer against the contract. */
  request(method: string, path: string, input?: RequestInput): Promise<Answer>;
  /** Stops the service gracefully. @returns whether everything was finished in time. */
  stop(): Promise<boolean>;
}

/**
 * Starts a service.
 * @param env variables on top of the environment, such as `PAYMENT_SERVICE_URL`.
 */
export async function startServiceUnderTest(
  definition: ServiceDefinition,
  env: Readonly<Record<string, string>> = {},
): Promise<ServiceUnderTest> {
  const run = `test-${randomBytes(4).toString("hex")}`;
  const config = loadConfig({
    SERVICE_NAME: run,
    SERVICE_ADDRESS: "127.0.0.1",
    HOST: "127.0.0.1",
    PORT: "0",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
    SHUTDOWN_DRAIN_MS: "0",
    ...env,
  });
  const { url, stop } = await startService(definition, config);
  await untilReady(url);
  return { name: run, url, request: (method, path, input) => requestTo(url, method, path, input), stop };
}
