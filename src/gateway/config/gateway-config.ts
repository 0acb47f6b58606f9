/** How one of a route's instances is chosen; the names are Ocelot's `LoadBalancerOptions.Type`. */
export type BalancingType = "RoundRobin" | "LeastConnection" | "NoLoadBalancer";

/** An address the gateway can dial. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** An instance named in the route file or registered in Consul. */
export interface Instance extends HostAndPort {
  /** Its share of the requests, relative to the others'; 0 gets none. Default 1. */
  readonly weight: number;
}

/** When a route's breaker opens, and for how long; from `QoSOptions`. */
export interface BreakerOptions {
  /** Failures in a row that open it; with a `ratio`, the requests within the sampling time below which it stays closed. */
  readonly minimum: number;
  readonly durationMs: number;
  /** The share of failures, above 0 and up to 1, within a time, that opens it. */
  readonly ratio: { readonly failures: number; readonly samplingMs: number } | undefined;
}

/** How many requests a client may send, from `RateLimitOptions`. */
export interface RateLimitOptions {
  readonly limit: number;
  /** As in the file, for messages. */
  readonly period: string;
  readonly periodMs: number;
  /** How long a client that went over the limit waits; undefined: until the period is over. */
  readonly waitMs: number | undefined;
  /** Request fields (lower case) with the id of a client; the first that is there. Without one its address counts. */
  readonly clientIdHeaders: readonly string[];
  /** Client ids that are not limited. */
  readonly whitelist: readonly string[];
  readonly status: number;
  /** With `{0}` for the limit and `{1}` for the period; undefined: the gateway's own words. */
  readonly message: string | undefined;
  /** Whether answers carry `X-RateLimit-*` and `Retry-After`. */
  readonly headers: boolean;
}

/** A header field made of a claim, from `AddHeadersToRequest`. */
export interface ClaimHeader {
  readonly name: string;
  readonly claim: string;
  /** Which part of the value, when it is split at any of the `delimiters`; empty: the whole value. */
  readonly index: number;
  readonly delimiters: string;
}

/** What a route asks of its callers. */
export interface Authentication {
  /** Keys of providers, one of which must have issued the token; in the order they are tried. */
  readonly providers: readonly string[];
  /** One of these is needed; empty: none is. */
  readonly scopes: readonly string[];
  /** Claims and the value each must have, or `{name}` for the value of that part of the path. */
  readonly requirements: readonly (readonly [claim: string, value: string])[];
  readonly headers: readonly ClaimHeader[];
}

/** Who issues tokens. */
export interface AuthenticationProvider {
  readonly issuer: string;
  /** The token must be for one of them. */
  readonly audiences: readonly string[];
  /** Where the issuer publishes its keys. */
  readonly jwksUri: string;
}

/** Providers by the key that routes name. */
export type AuthenticationProviders = Readonly<Record<string, AuthenticationProvider>>;

/** The AWS Lambda function that answers a route, from `LambdaOptions`. */
export interface FunctionTarget {
  readonly name: string;
  /** The name, or the ARN where the file has one; without version or alias. */
  readonly id: string;
  /** A version or an alias; undefined: `$LATEST`. */
  readonly qualifier: string | undefined;
  /** From the ARN; undefined: the gateway's own. */
  readonly region: string | undefined;
  /** From the ARN. */
  readonly accountId: string | undefined;
  readonly payloadFormat: "1.0" | "2.0";
}

/** Where AWS is and who asks. */
export interface AwsAccess {
  /** Base URL of every service (a local provider); undefined: AWS's own, by region. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** One route of `ocelot.json`, validated, with the defaults filled in. */
export interface RouteConfig {
  /** `METHODS /path` as a person would name it, for logs and `/health`. */
  readonly name: string;
  readonly upstreamPath: string;
  /** Upper case; empty means every method, as in Ocelot. */
  readonly methods: readonly string[];
  readonly caseSensitive: boolean;
  readonly downstreamPath: string;
  readonly scheme: "http" | "https";
  /** Name to look up in Consul; when set and Consul is configured, `hosts` is not used. */
  readonly serviceName: string | undefined;
  readonly hosts: readonly Instance[];
  /** The function that answers instead of instances; absent for a route to a service. */
  readonly lambda?: FunctionTarget;
  /** Higher is tried first; Ocelot's default is 1. */
  readonly priority: number;
  readonly balancing: BalancingType;
  /** From `QoSOptions` or the route's `Timeout`, in milliseconds; undefined takes the gateway's default. */
  readonly timeoutMs: number | undefined;
  /** From `QoSOptions`; undefined: none. */
  readonly breaker: BreakerOptions | undefined;
  /** Undefined: not limited. */
  readonly rateLimit: RateLimitOptions | undefined;
  /** Undefined: anyone may call. */
  readonly authentication: Authentication | undefined;
}

/** Where Consul's HTTP API is. */
export interface ConsulAddress {
  /** Base URL without a trailing slash, such as `http://127.0.0.1:8500`. */
  readonly url: string;
  readonly token: string | undefined;
}

/** A whole `ocelot.json`, validated. */
export interface GatewayConfig {
  readonly routes: readonly RouteConfig[];
  /** From `GlobalConfiguration.ServiceDiscoveryProvider`, when the file names one. */
  readonly consul: ConsulAddress | undefined;
  /** From `GlobalConfiguration.AuthenticationProviders`; default none. */
  readonly authenticationProviders?: AuthenticationProviders;
  /** SHA-256 of the file's text, in hexadecimal; absent where the routes came from no file. */
  readonly fileHash?: string;
}
