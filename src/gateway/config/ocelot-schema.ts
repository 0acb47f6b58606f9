import * as z from "zod";
import { authenticationOptions, authenticationProviders, claimTexts } from "./authentication-options.js";
import { lambdaOptions } from "./lambda-options.js";
import { qosOptions } from "./qos-options.js";
import { rateLimitOptions } from "./rate-limit-options.js";

/** Balancers this gateway has. Ocelot's `CookieStickySessions` falls back to round robin, with a warning. */
const balancerType = z.enum(["RoundRobin", "LeastConnection", "NoLoadBalancer", "CookieStickySessions"], {
  error: "must be RoundRobin, LeastConnection or NoLoadBalancer",
});

const port = z.int().min(1).max(65_535);

/** A DNS name, container name or IP address, without scheme, port or brackets. */
const host = z.string().regex(/^[A-Za-z0-9._:-]+$/, { error: "must be a host name or an IP address" });

/** Not Ocelot's: the share of requests an instance gets, in the range of Consul's `Service.Weights`, and 0 for none. */
const weight = z.int().min(0).max(65_535);

const pathTemplate = z.string().startsWith("/", { error: "must start with /" });

const httpMethod = z.string().regex(/^[A-Za-z]+$/, { error: "must be an HTTP method such as GET" });

/** 0 means that none is set, as in Ocelot. */
const seconds = z.int().min(0).nullish();

/** Global options apply to the routes whose `Key` is listed, to all when none is. */
const forRoutes = { RouteKeys: z.array(z.string()).nullish() };

const loadBalancerOptions = z.looseObject({ Type: balancerType.optional() });

const ocelotRoute = z.looseObject({
  UpstreamPathTemplate: pathTemplate,
  UpstreamHttpMethod: z
    .union([z.array(httpMethod), httpMethod.transform((method) => [method])])
    .nullish()
    .transform((methods) => methods ?? []),
  DownstreamPathTemplate: pathTemplate,
  DownstreamScheme: z.enum(["http", "https"], { error: "must be http or https" }).default("http"),
  DownstreamHostAndPorts: z
    .array(z.looseObject({ Host: host, Port: port.optional(), Weight: weight.default(1) }))
    .nullish()
    .transform((hosts) => hosts ?? []),
  ServiceName: z.string().min(1).nullish(),
  Priority: z.int().default(1),
  RouteIsCaseSensitive: z.boolean().default(false),
  LoadBalancerOptions: loadBalancerOptions.nullish(),
  QoSOptions: qosOptions.nullish(),
  RateLimitOptions: rateLimitOptions.nullish(),
  AuthenticationOptions: authenticationOptions.nullish(),
  RouteClaimsRequirement: claimTexts.nullish(),
  AddHeadersToRequest: claimTexts.nullish(),
  LambdaOptions: lambdaOptions.nullish(),
  Key: z.string().nullish(),
  Timeout: seconds,
});

const serviceDiscoveryProvider = z.looseObject({
  Scheme: z.enum(["http", "https"]).default("http"),
  Host: host.default("localhost"),
  Port: port.default(8500),
  Type: z.string().default("Consul"),
  Token: z.string().nullish(),
});

/**
 * The part of Ocelot's file that the gateway reads (Ocelot documentation, "Configuration"). Unknown keys pass, so that
 * a file made for Ocelot loads; `parseGatewayConfig` warns about them.
 */
export const ocelotFile = z.looseObject({
  Routes: z.array(ocelotRoute, { error: "must be a list of routes" }),
  GlobalConfiguration: z
    .looseObject({
      ServiceDiscoveryProvider: serviceDiscoveryProvider.nullish(),
      LoadBalancerOptions: loadBalancerOptions.nullish(),
      QoSOptions: qosOptions.extend(forRoutes).nullish(),
      RateLimitOptions: rateLimitOptions.extend(forRoutes).nullish(),
      AuthenticationOptions: authenticationOptions.extend(forRoutes).nullish(),
      AuthenticationProviders: authenticationProviders.nullish(),
      Timeout: seconds,
    })
    .nullish(),
});

/** A file that passed {@link ocelotFile}. */
export type OcelotFile = z.output<typeof ocelotFile>;

/** A route of such a file. */
export type OcelotRoute = OcelotFile["Routes"][number];

/** Keys the gateway acts on, by the object they stand in. */
export const READ_KEYS = {
  file: ["Routes", "GlobalConfiguration"],
  global: [
    "AuthenticationOptions",
    "AuthenticationProviders",
    "LoadBalancerOptions",
    "QoSOptions",
    "RateLimitOptions",
    "ServiceDiscoveryProvider",
    "Timeout",
  ],
  route: Object.keys(ocelotRoute.shape),
  qos: [...Object.keys(qosOptions.shape), "RouteKeys"],
  rateLimit: [...Object.keys(rateLimitOptions.shape), "RouteKeys"],
  authentication: [...Object.keys(authenticationOptions.shape), "RouteKeys"],
  loadBalancer: ["Type"],
  hostAndPort: ["Host", "Port", "Weight"],
  lambda: Object.keys(lambdaOptions.shape),
} as const;

/** Keys Ocelot knows and this gateway does not act on: accepted, so that the file can go either way, with a warning. */
export const OCELOT_ONLY_KEYS: ReadonlySet<string> = new Set([
  "$schema",
  "AddClaimsToRequest",
  "AddQueriesToRequest",
  "AdministrationPath",
  "Aggregates",
  "BaseUrl",
  "CacheOptions",
  "ChangeDownstreamPathTemplate",
  "ConsulReloadOptions",
  "DangerousAcceptAnyServerCertificateValidator",
  "DelegatingHandlers",
  "DownstreamHeaderTransform",
  "DownstreamHttpMethod",
  "DownstreamHttpVersion",
  "DownstreamHttpVersionPolicy",
  "DynamicRoutes",
  "Expiry",
  "FileCacheOptions",
  "HttpHandlerOptions",
  "Metadata",
  "MetadataOptions",
  "KeyPrefix",
  "RateLimitCounterPrefix",
  "RequestIdKey",
  "RouteKeysConfig",
  "SecurityOptions",
  "ServiceNamespace",
  "SwaggerKey",
  "UpstreamHeaderTemplates",
  "UpstreamHeaderTransform",
  "UpstreamHost",
]);
