import * as z from "zod";
import { authenticationProviders, toProviders } from "./config/authentication-options.js";
import type { AuthenticationProviders, AwsAccess, ConsulAddress } from "./config/gateway-config.js";
import type { CorsOptions } from "./cors.js";
import { type LogLevel, parseLogLevel } from "./json-line-log.js";

/** What the program is told by its environment. */
export interface GatewayEnvironment {
  readonly configPath: string;
  readonly port: number;
  readonly host: string;
  readonly consul: ConsulAddress | undefined;
  readonly aws: AwsAccess | undefined;
  readonly otlpEndpoint: string | undefined;
  readonly serviceName: string;
  readonly cors: CorsOptions | false;
  readonly hostMap: Readonly<Record<string, string>>;
  readonly authenticationProviders: AuthenticationProviders;
  readonly logLevel: LogLevel;
  readonly graceMs: number;
}

/** An environment variable that cannot be used; the message names it and the value it has. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

const text = z.string().trim().min(1).optional().catch(undefined);
const hostAndPort = /^(?:\[[0-9a-f:]+\]|[^\s:=,/]+):\d{1,5}$/i;

const schema = z.object({
  GATEWAY_CONFIG: z.string().min(1).default("/config/ocelot.json"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default("127.0.0.1"),
  CONSUL_HTTP_ADDR: text,
  CONSUL_HTTP_TOKEN: text,
  AWS_ENDPOINT_URL: text,
  AWS_ENDPOINT_URL_LAMBDA: text,
  AWS_REGION: text,
  AWS_DEFAULT_REGION: text,
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_SESSION_TOKEN: text,
  OTEL_EXPORTER_OTLP_ENDPOINT: text,
  OTEL_SERVICE_NAME: z.string().min(1).default("gateway"),
  GATEWAY_CORS_ORIGINS: z.string().default("*"),
  GATEWAY_HOST_MAP: text,
  GATEWAY_AUTH_PROVIDERS: text,
  GATEWAY_GRACE_MS: z.coerce.number().int().min(0).default(8000),
  LOG_LEVEL: text,
});

/** Reads the environment; throws {@link EnvironmentError}. `docs/gateway.md` lists the variables. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): GatewayEnvironment {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name}=${env[name] ?? ""}: ${message}`;
    });
    throw new EnvironmentError(faults.join("; "));
  }
  const values = parsed.data;
  return {
    configPath: values.GATEWAY_CONFIG,
    port: values.PORT,
    host: values.HOST,
    consul: consulAddress(values.CONSUL_HTTP_ADDR, values.CONSUL_HTTP_TOKEN),
    aws: awsAccess(values),
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: values.OTEL_SERVICE_NAME,
    cors: corsOptions(values.GATEWAY_CORS_ORIGINS),
    authenticationProviders: providers(values.GATEWAY_AUTH_PROVIDERS),
    hostMap: hostMap(values.GATEWAY_HOST_MAP),
    logLevel: parseLogLevel(values.LOG_LEVEL),
    graceMs: values.GATEWAY_GRACE_MS,
  };
}

/** Consul's own tools take the address with and without a scheme. */
function consulAddress(address: string | undefined, token: string | undefined): ConsulAddress | undefined {
  if (address === undefined) return undefined;
  const url = /^https?:\/\//.test(address) ? address : `http://${address}`;
  if (!URL.canParse(url)) throw new EnvironmentError(`CONSUL_HTTP_ADDR=${address}: not an address`);
  return { url: url.replace(/\/+$/, ""), token };
}

/** By the names that AWS's tools and SDKs read. Undefined without a region or keys. */
function awsAccess(values: z.output<typeof schema>): AwsAccess | undefined {
  const endpoint = values.AWS_ENDPOINT_URL_LAMBDA ?? values.AWS_ENDPOINT_URL;
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new EnvironmentError(`AWS_ENDPOINT_URL=${endpoint}: not a URL`);
  }
  const region = values.AWS_REGION ?? values.AWS_DEFAULT_REGION;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = values;
  if (region === undefined || accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { endpoint, region, accessKeyId, secretAccessKey, sessionToken: values.AWS_SESSION_TOKEN };
}

function corsOptions(origins: string): CorsOptions | false {
  const list = splitList(origins);
  if (list.length === 0) return false;
  return { origins: list.includes("*") ? "*" : list };
}

function providers(value: string | undefined): AuthenticationProviders {
  let given: unknown;
  try {
    given = JSON.parse(value ?? "{}");
  } catch (error) {
    throw new EnvironmentError(`GATEWAY_AUTH_PROVIDERS: not valid JSON: ${(error as Error).message}`);
  }
  const parsed = authenticationProviders.safeParse(given);
  if (parsed.success) return toProviders(parsed.data);
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new EnvironmentError(`GATEWAY_AUTH_PROVIDERS: ${faults.join("; ")}`);
}

function hostMap(value: string | undefined): Record<string, string> {
  const pairs = splitList(value ?? "").map((pair) => {
    const [from = "", to = "", ...rest] = pair.split("=");
    if (rest.length > 0 || !hostAndPort.test(from) || !hostAndPort.test(to)) {
      throw new EnvironmentError(`GATEWAY_HOST_MAP: ${pair} is not host:port=host:port`);
    }
    return [from, to];
  });
  return Object.fromEntries(pairs);
}

function splitList(value: string): string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
