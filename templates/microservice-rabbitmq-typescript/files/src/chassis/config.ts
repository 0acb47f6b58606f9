import { z } from "zod";
import { type CoreConfig, coreConfig, coreVariables, milliseconds, parseVariables } from "./core-config.js";
import { type DatabaseConfig, databaseConfig, databaseVariables } from "./database-config.js";

const variables = {
  ...coreVariables,
  ...databaseVariables,
  AMQP_URL: z.url({ protocol: /^amqps?$/ }),
  CONSUMER_RETRIES: z.coerce.number().int().min(0).default(3),
  CONSUMER_RETRY_DELAY_MS: milliseconds(1_000),
  CONSUMER_PREFETCH: z.coerce.number().int().positive().default(20),
  OUTBOX_POLL_MS: milliseconds(1_000),
  OUTBOX_UNROUTABLE_MS: milliseconds(300_000),
};

/** Everything the chassis reads from the environment, parsed once at start. Times are in milliseconds. */
export interface ChassisConfig extends CoreConfig, DatabaseConfig {
  readonly amqpUrl: string;
  readonly consumer: { readonly retries: number; readonly retryDelayMs: number; readonly prefetch: number };
  readonly outbox: { readonly pollMs: number; readonly unroutableMs: number };
}

/**
 * Reads the configuration from environment variables.
 *
 * The guideline's numbers are the defaults: 3 retries, a breaker that opens after 3 failures for 30 s.
 * @throws Error naming every variable that is missing or malformed; values are left out, since some are secrets.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): ChassisConfig {
  const e = parseVariables(variables, env);
  return {
    ...coreConfig(e, env),
    ...databaseConfig(e),
    amqpUrl: e.AMQP_URL,
    consumer: {
      retries: e.CONSUMER_RETRIES,
      retryDelayMs: e.CONSUMER_RETRY_DELAY_MS,
      prefetch: e.CONSUMER_PREFETCH,
    },
    outbox: { pollMs: e.OUTBOX_POLL_MS, unroutableMs: e.OUTBOX_UNROUTABLE_MS },
  };
}
