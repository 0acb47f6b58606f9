import { GatewayConfigError } from "./config/gateway-config-error.js";
import { parseGatewayConfig } from "./config/parse-gateway-config.js";
import type { Gateway } from "./create-gateway.js";
import type { GatewayLog } from "./gateway-log.js";

/** Gives a gateway the routes of a route file's text; what is wrong with them is logged, and the routes it has stay. */
export async function useRoutes(gateway: Gateway, text: string, log: GatewayLog): Promise<void> {
  try {
    const { config, warnings } = parseGatewayConfig(text);
    await gateway.setRoutes(config);
    for (const { path, message } of warnings) log.warn("route file", { path, reason: message });
    log.info("routes loaded", { routes: config.routes.map(({ name }) => name) });
  } catch (error) {
    if (!(error instanceof GatewayConfigError)) throw error;
    for (const { path, message } of error.issues) {
      log.error("route file is invalid, keeping the routes", { path, reason: message });
    }
  }
}
