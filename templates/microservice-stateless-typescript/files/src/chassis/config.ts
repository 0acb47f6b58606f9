import { type CoreConfig, coreConfig, coreVariables, parseVariables } from "./core-config.js";

/** Everything the chassis reads from the environment, parsed once at start. Times are in milliseconds. */
export type ChassisConfig = CoreConfig;

/**
 * Reads the configuration from environment variables.
 *
 * The guideline's numbers are the defaults: 3 retries, a breaker that opens after 3 failures for 30 s.
 * @throws Error naming every variable that is missing or malformed; values are left out, since some are secrets.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): ChassisConfig {
  return coreConfig(parseVariables(coreVariables, env), env);
}
