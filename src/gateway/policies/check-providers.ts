import type { AuthenticationProviders, RouteConfig } from "../config/gateway-config.js";
import { type ConfigIssue, GatewayConfigError } from "../config/gateway-config-error.js";

/** Throws `GatewayConfigError` when a route names a provider of tokens that is not configured. */
export function checkProviders(routes: readonly RouteConfig[], providers: AuthenticationProviders): void {
  const known = Object.keys(providers);
  const fix = "configure it in GlobalConfiguration.AuthenticationProviders or GATEWAY_AUTH_PROVIDERS";
  const issues: ConfigIssue[] = [];
  for (const { name, authentication } of routes) {
    for (const key of authentication?.providers ?? []) {
      if (known.includes(key)) continue;
      const there = known.length === 0 ? "there is none" : `there is ${known.join(", ")}`;
      const message = `no provider of tokens ${key} (${there}): ${fix}`;
      issues.push({ path: `AuthenticationOptions of ${name}`, message });
    }
  }
  if (issues.length > 0) throw new GatewayConfigError(issues);
}
