import { hostname } from "node:os";
import { z } from "zod";

/** A duration of at least one millisecond, from a variable. */
export const milliseconds = (fallback: number) => z.coerce.number().int().positive().default(fallback);

/** A URL that may lack its scheme, as Consul's own tools write it (`consul:8500`). */
const looseUrl = z
  .string()
  .min(1)
  .transform((value) => (value.includes("://") ? value : `http://${value}`))
  .pipe(z.url())
  .transform((value) => value.replace(/\/+$/, ""));

/** The variables of every service; `config.ts` adds those of what this one needs besides. */
export const coreVariables = {
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default("0.0.0.0"),
  SERVICE_NAME: z.string().min(1),
  SERVICE_VERSION: z.string().default("0.0.0"),
  SERVICE_ADDRESS: z.string().min(1).default(hostname()),
  SERVICE_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  SERVICE_ID: z.string().min(1).optional(),
  // 65535 is the most that Consul accepts.
  SERVICE_WEIGHT: z.coerce.number().int().min(1).max(65_535).default(100),
  SERVICE_TAGS: z.string().default(""),
  CONSUL_HTTP_ADDR: looseUrl.optional(),
  CONSUL_CHECK_INTERVAL: z
    .string()
    .regex(/^\d+(ms|s|m)$/)
    .default("2s"),
  // As many as Kubernetes puts up with by default (`failureThreshold`). One would take the only instance from everybody
  // because a busy machine answered late once; others are tried anyway when an instance cannot be connected to.
  CONSUL_CHECK_FAILURES: z.coerce.number().int().positive().default(3),
  OTEL_EXPORTER_OTLP_ENDPOINT: looseUrl.optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  HTTP_CLIENT_TIMEOUT_MS: milliseconds(2_000),
  HTTP_CLIENT_RETRIES: z.coerce.number().int().min(0).default(3),
  HTTP_CLIENT_RETRY_DELAY_MS: milliseconds(200),
  BREAKER_FAILURES: z.coerce.number().int().positive().default(3),
  BREAKER_RESET_MS: milliseconds(30_000),
  // Longer than callers remember instances (`cacheMs` of discovery.ts): who still comes is still served.
  SHUTDOWN_DRAIN_MS: z.coerce.number().int().min(0).default(1_500),
  SHUTDOWN_GRACE_MS: milliseconds(10_000),
};

/** What every service reads from the environment. Times are in milliseconds. */
export interface CoreConfig {
  readonly service: {
    readonly name: string;
    readonly version: string;
    readonly id: string;
    readonly address: string;
    /** Its share of the requests, in proportion to the weights of the other instances. */
    readonly weight: number;
    /** Where others reach it, when that is not the port it listens on: behind a forwarder. */
    readonly port?: number;
    /** Registered with it in Consul (`SERVICE_TAGS`, separated by commas). */
    readonly tags: readonly string[];
  };
  readonly http: { readonly host: string; readonly port: number };
  /** Absent without Consul: the service does not register, and finds others by `<NAME>_URL`. */
  readonly consul?: {
    readonly url: string;
    readonly checkInterval: string;
    /** After so many failed checks in a row the instance gets no more requests. */
    readonly checkFailures: number;
  };
  readonly telemetry: { readonly serviceName: string; readonly otlpEndpoint?: string };
  readonly logLevel: string;
  readonly client: { readonly timeoutMs: number; readonly retries: number; readonly retryDelayMs: number };
  readonly breaker: { readonly failures: number; readonly resetMs: number };
  readonly shutdown: { readonly drainMs: number; readonly graceMs: number };
  /** The raw environment, for what the service itself reads (`PAYMENT_SERVICE`, …). */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Environment variables as a process has them. An empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses environment variables.
 * @throws Error naming every variable that is missing or malformed; values are left out, since some are secrets.
 */
export function parseVariables<Shape extends z.ZodRawShape>(
  shape: Shape,
  env: Environment,
): z.output<z.ZodObject<Shape>> {
  const parsed = z.object(shape).safeParse(withoutEmpty(env));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`Invalid environment:\n  ${problems.join("\n  ")}`);
}

/** The configuration that parsed variables stand for. */
export function coreConfig(e: z.output<z.ZodObject<typeof coreVariables>>, env: Environment): CoreConfig {
  return {
    service: {
      name: e.SERVICE_NAME,
      version: e.SERVICE_VERSION,
      id: e.SERVICE_ID ?? `${e.SERVICE_NAME}-${e.SERVICE_ADDRESS}-${e.PORT}`,
      address: e.SERVICE_ADDRESS,
      weight: e.SERVICE_WEIGHT,
      ...(e.SERVICE_PORT !== undefined && { port: e.SERVICE_PORT }),
      tags: e.SERVICE_TAGS.split(",")
        .map((tag) => tag.trim())
        .filter(Boolean),
    },
    http: { host: e.HOST, port: e.PORT },
    ...(e.CONSUL_HTTP_ADDR && {
      consul: {
        url: e.CONSUL_HTTP_ADDR,
        checkInterval: e.CONSUL_CHECK_INTERVAL,
        checkFailures: e.CONSUL_CHECK_FAILURES,
      },
    }),
    telemetry: {
      serviceName: e.OTEL_SERVICE_NAME ?? e.SERVICE_NAME,
      ...(e.OTEL_EXPORTER_OTLP_ENDPOINT && { otlpEndpoint: e.OTEL_EXPORTER_OTLP_ENDPOINT }),
    },
    logLevel: e.LOG_LEVEL,
    client: {
      timeoutMs: e.HTTP_CLIENT_TIMEOUT_MS,
      retries: e.HTTP_CLIENT_RETRIES,
      retryDelayMs: e.HTTP_CLIENT_RETRY_DELAY_MS,
    },
    breaker: { failures: e.BREAKER_FAILURES, resetMs: e.BREAKER_RESET_MS },
    shutdown: { drainMs: e.SHUTDOWN_DRAIN_MS, graceMs: e.SHUTDOWN_GRACE_MS },
    env: withoutEmpty(env),
  };
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}
