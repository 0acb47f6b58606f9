import type { ConfigIssue } from "./gateway-config-error.js";
import { OCELOT_ONLY_KEYS, type OcelotFile, READ_KEYS } from "./ocelot-schema.js";

/**
 * Keys of a valid file that have no effect here, one warning a key with the first place it stands at: Ocelot's own
 * keys that this gateway does not act on, and keys that neither knows (often a typing mistake).
 */
export function unreadKeys(file: OcelotFile): ConfigIssue[] {
  const first = new Map<string, { path: string; count: number }>();
  const look = (value: unknown, path: string, read: readonly string[]): void => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      if (read.includes(key)) continue;
      const known = first.get(key);
      if (known === undefined) first.set(key, { path: path === "" ? key : `${path}.${key}`, count: 1 });
      else known.count += 1;
    }
  };
  const lookAtShared = (value: SharedOptions | null | undefined, path: string): void => {
    look(value?.QoSOptions, `${path}.QoSOptions`, READ_KEYS.qos);
    look(value?.RateLimitOptions, `${path}.RateLimitOptions`, READ_KEYS.rateLimit);
    look(value?.AuthenticationOptions, `${path}.AuthenticationOptions`, READ_KEYS.authentication);
    look(value?.LoadBalancerOptions, `${path}.LoadBalancerOptions`, READ_KEYS.loadBalancer);
  };
  look(file, "", READ_KEYS.file);
  look(file.GlobalConfiguration, "GlobalConfiguration", READ_KEYS.global);
  lookAtShared(file.GlobalConfiguration, "GlobalConfiguration");
  file.Routes.forEach((route, index) => {
    look(route, `Routes[${index}]`, READ_KEYS.route);
    lookAtShared(route, `Routes[${index}]`);
    look(route.LambdaOptions, `Routes[${index}].LambdaOptions`, READ_KEYS.lambda);
    route.DownstreamHostAndPorts.forEach((instance, at) => {
      look(instance, `Routes[${index}].DownstreamHostAndPorts[${at}]`, READ_KEYS.hostAndPort);
    });
  });
  const warnings = [...first].map(([key, { path, count }]) => ({ path, message: reasonFor(key, count) }));
  return [...warnings, ...stickySessions(file)];
}

interface SharedOptions {
  readonly AuthenticationOptions?: unknown;
  readonly QoSOptions?: unknown;
  readonly RateLimitOptions?: unknown;
  readonly LoadBalancerOptions?: unknown;
}

function reasonFor(key: string, count: number): string {
  const times = count === 1 ? "" : ` (${count} times)`;
  return OCELOT_ONLY_KEYS.has(key)
    ? `${key} is accepted and has no effect in this gateway${times}`
    : `${key} is not a key of ocelot.json and has no effect${times}`;
}

function stickySessions(file: OcelotFile): ConfigIssue[] {
  const index = file.Routes.findIndex((route) => route.LoadBalancerOptions?.Type === "CookieStickySessions");
  if (index < 0) return [];
  const path = `Routes[${index}].LoadBalancerOptions.Type`;
  return [{ path, message: "CookieStickySessions is not supported; RoundRobin is used" }];
}
