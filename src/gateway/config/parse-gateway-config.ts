import { createHash } from "node:crypto";
import type * as z from "zod";
import { compilePathTemplate, PathTemplateError, placeholdersOf } from "../routing/path-template.js";
import { readAuthentication, toProviders } from "./authentication-options.js";
import type { Authentication, ConsulAddress, GatewayConfig, RouteConfig } from "./gateway-config.js";
import { type ConfigIssue, GatewayConfigError } from "./gateway-config-error.js";
import { toFunctionTarget } from "./lambda-options.js";
import { type OcelotFile, type OcelotRoute, ocelotFile } from "./ocelot-schema.js";
import { readQos } from "./qos-options.js";
import { readRateLimit } from "./rate-limit-options.js";
import { stripJsonComments } from "./strip-json-comments.js";
import { unreadKeys } from "./unread-keys.js";

/** A parsed file and what in it has no effect here; each warning stands once for all the places it is in. */
export interface ParsedGatewayConfig {
  readonly config: GatewayConfig;
  readonly warnings: readonly ConfigIssue[];
}

/**
 * Parses the text of an `ocelot.json` (comments and trailing commas allowed, as .NET allows them).
 *
 * Throws {@link GatewayConfigError} with every issue and its JSON path. Keys that Ocelot knows and this gateway does
 * not act on are accepted and reported as warnings.
 */
export function parseGatewayConfig(text: string): ParsedGatewayConfig {
  const parsed = ocelotFile.safeParse(parseJson(text));
  if (!parsed.success) throw new GatewayConfigError(parsed.error.issues.map(toIssue));
  const file = parsed.data;
  const issues: ConfigIssue[] = [];
  const consul = consulOf(file, issues);
  const routes = file.Routes.map((route, index) => toRoute(route, `Routes[${index}]`, file, issues));
  checkDuplicates(routes, issues);
  if (issues.length > 0) throw new GatewayConfigError(issues);
  const authenticationProviders = toProviders(file.GlobalConfiguration?.AuthenticationProviders ?? {});
  const fileHash = createHash("sha256").update(text).digest("hex");
  return { config: { routes, consul, authenticationProviders, fileHash }, warnings: unreadKeys(file) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(stripJsonComments(text.replace(/^\uFEFF/, "")));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayConfigError([{ path: "", message: `not valid JSON: ${reason}` }]);
  }
}

function toIssue(issue: z.core.$ZodIssue): ConfigIssue {
  let path = "";
  for (const step of issue.path)
    path += typeof step === "number" ? `[${step}]` : `${path === "" ? "" : "."}${String(step)}`;
  return { path, message: issue.message };
}

function toRoute(route: OcelotRoute, path: string, file: OcelotFile, issues: ConfigIssue[]): RouteConfig {
  const global = file.GlobalConfiguration;
  const methods = [...new Set(route.UpstreamHttpMethod.map((method) => method.toUpperCase()))];
  const scheme = route.DownstreamScheme;
  const serviceName = route.ServiceName ?? undefined;
  const hosts = route.DownstreamHostAndPorts.map(({ Host, Port, Weight }) => ({
    host: Host,
    port: Port ?? (scheme === "https" ? 443 : 80),
    weight: Weight,
  }));
  if (serviceName === undefined && hosts.length === 0 && route.LambdaOptions == null) {
    issues.push({ path, message: "needs DownstreamHostAndPorts, a ServiceName or LambdaOptions" });
  }
  if (hosts.length > 0 && hosts.every(({ weight }) => weight === 0)) {
    issues.push({
      path: `${path}.DownstreamHostAndPorts`,
      message: "needs an instance with a Weight above 0",
    });
  }
  checkTemplates(route, path, issues);
  const { breaker, timeoutMs } = readQos(route.QoSOptions, globalFor(route, global?.QoSOptions));
  const rateLimit = readRateLimit(route.RateLimitOptions, globalFor(route, global?.RateLimitOptions));
  if (typeof rateLimit === "string") issues.push({ path: `${path}.RateLimitOptions`, message: rateLimit });
  const timeoutSeconds = route.Timeout || global?.Timeout || undefined;
  const type = route.LoadBalancerOptions?.Type ?? global?.LoadBalancerOptions?.Type ?? "RoundRobin";
  return {
    name: `${methods.length === 0 ? "*" : methods.join(",")} ${route.UpstreamPathTemplate}`,
    upstreamPath: route.UpstreamPathTemplate,
    methods,
    caseSensitive: route.RouteIsCaseSensitive,
    downstreamPath: route.DownstreamPathTemplate,
    scheme,
    serviceName,
    hosts,
    ...(route.LambdaOptions != null && { lambda: toFunctionTarget(route.LambdaOptions) }),
    priority: route.Priority,
    balancing: type === "CookieStickySessions" ? "RoundRobin" : type,
    timeoutMs: timeoutMs ?? (timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000),
    breaker,
    authentication: authenticationOf(route, path, file, issues),
    rateLimit: typeof rateLimit === "string" ? undefined : rateLimit,
  };
}

function authenticationOf(
  route: OcelotRoute,
  path: string,
  file: OcelotFile,
  issues: ConfigIssue[],
): Authentication | undefined {
  const global = globalFor(route, file.GlobalConfiguration?.AuthenticationOptions);
  const read = readAuthentication(route, global, placeholdersOf(route.UpstreamPathTemplate));
  if (!Array.isArray(read)) return read;
  for (const { key, message } of read) issues.push({ path: `${path}.${key}`, message });
  return undefined;
}

/** Global options, when they are meant for this route. */
function globalFor<T extends { readonly RouteKeys?: readonly string[] | null | undefined }>(
  route: OcelotRoute,
  options: T | null | undefined,
): T | undefined {
  const keys = options?.RouteKeys ?? [];
  const isMeant = keys.length === 0 || (route.Key != null && keys.includes(route.Key));
  return isMeant ? (options ?? undefined) : undefined;
}

function checkTemplates(route: OcelotRoute, path: string, issues: ConfigIssue[]): void {
  const known = attempt(`${path}.UpstreamPathTemplate`, issues, () => {
    compilePathTemplate(route.UpstreamPathTemplate, route.RouteIsCaseSensitive);
    return placeholdersOf(route.UpstreamPathTemplate);
  });
  const used = attempt(`${path}.DownstreamPathTemplate`, issues, () =>
    placeholdersOf(route.DownstreamPathTemplate),
  );
  if (known === undefined || used === undefined) return;
  for (const name of used.filter((placeholder) => !known.includes(placeholder))) {
    issues.push({
      path: `${path}.DownstreamPathTemplate`,
      message: `{${name}} does not occur in UpstreamPathTemplate ${route.UpstreamPathTemplate}`,
    });
  }
}

function attempt<T>(path: string, issues: ConfigIssue[], action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof PathTemplateError)) throw error;
    issues.push({ path, message: error.message });
    return undefined;
  }
}

/** Two routes that take the same method of the same path: one could never be reached, so it is a mistake. */
function checkDuplicates(routes: readonly RouteConfig[], issues: ConfigIssue[]): void {
  const seen = new Map<string, number>();
  routes.forEach((route, index) => {
    const path = route.caseSensitive ? route.upstreamPath : route.upstreamPath.toLowerCase();
    for (const method of route.methods.length === 0 ? ["*"] : route.methods) {
      const key = `${route.priority} ${method} ${path.replace(/\{[^}]*\}/g, "{}")}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, index);
      else {
        issues.push({
          path: `Routes[${index}].UpstreamPathTemplate`,
          message: `${method} ${route.upstreamPath} is already taken by Routes[${first}]`,
        });
        return;
      }
    }
  });
}

function consulOf(file: OcelotFile, issues: ConfigIssue[]): ConsulAddress | undefined {
  const provider = file.GlobalConfiguration?.ServiceDiscoveryProvider;
  if (provider == null) return undefined;
  if (provider.Type !== "Consul" && provider.Type !== "PollConsul") {
    issues.push({
      path: "GlobalConfiguration.ServiceDiscoveryProvider.Type",
      message: `must be Consul or PollConsul, not ${provider.Type}`,
    });
  }
  const url = `${provider.Scheme}://${provider.Host}:${provider.Port}`;
  return { url, token: provider.Token || undefined };
}
