import * as z from "zod";
import type { RateLimitOptions } from "./gateway-config.js";

/** `1s`, `1.5m`, `500ms`: a number and a unit, milliseconds where there is none (Ocelot, "Rate Limiting"). */
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const duration = z.union([z.literal(""), z.string().regex(DURATION)], {
  error: "must be a number with ms, s, m, h or d, such as 5m",
});

/**
 * Ocelot's `RateLimitOptions`, by the names of version 24.1 and by those it had before. As there, a former name wins
 * over the one that took its place.
 */
export const rateLimitOptions = z.looseObject({
  EnableRateLimiting: z.boolean().nullish(),
  ClientIdHeader: z.string().nullish(),
  ClientWhitelist: z.array(z.string()).nullish(),
  Limit: z.int().min(0).nullish(),
  Period: duration.nullish(),
  Wait: duration.nullish(),
  PeriodTimespan: z.number().min(0).nullish(),
  StatusCode: z.int().min(400).max(599).nullish(),
  HttpStatusCode: z.int().min(400).max(599).nullish(),
  QuotaMessage: z.string().nullish(),
  QuotaExceededMessage: z.string().nullish(),
  EnableHeaders: z.boolean().nullish(),
  DisableRateLimitHeaders: z.boolean().nullish(),
});

/** Where a client says who it is, unless `ClientIdHeader` names another field: Ocelot's name since 24.1, and before. */
const CLIENT_ID_HEADERS = ["oc-client", "clientid"];

/**
 * Reads a route's options, each missing one from the global ones. Undefined: the route is not limited. A string says
 * what is missing.
 */
export function readRateLimit(route: Options, global: Options): RateLimitOptions | undefined | string {
  const [own, shared] = [byOneName(route), byOneName(global)];
  if ((own.enabled ?? shared.enabled) === false) return undefined;
  const limit = own.limit ?? shared.limit;
  const period = own.period ?? shared.period;
  if (limit === undefined && period === undefined) return undefined;
  const periodMs = toMs(period ?? "");
  if (!limit || periodMs === 0) return "needs a Limit and a Period, both above 0";
  const header = own.header ?? shared.header;
  return {
    limit,
    period: period ?? "",
    periodMs,
    waitMs: own.waitMs ?? shared.waitMs,
    clientIdHeaders: header === undefined ? CLIENT_ID_HEADERS : [header.toLowerCase()],
    whitelist: own.whitelist ?? shared.whitelist ?? [],
    status: own.status ?? shared.status ?? 429,
    message: own.message ?? shared.message,
    headers: own.headers ?? shared.headers ?? true,
  };
}

type Options = z.output<typeof rateLimitOptions> | null | undefined;

function byOneName(options: Options) {
  const { PeriodTimespan: waitSeconds, DisableRateLimitHeaders: withoutHeaders } = options ?? {};
  const waitMs = waitSeconds ? waitSeconds * 1000 : toMs(options?.Wait ?? "");
  return {
    enabled: options?.EnableRateLimiting ?? undefined,
    header: options?.ClientIdHeader || undefined,
    whitelist: options?.ClientWhitelist ?? undefined,
    limit: options?.Limit ?? undefined,
    period: options?.Period || undefined,
    waitMs: waitMs || undefined,
    status: options?.HttpStatusCode ?? options?.StatusCode ?? undefined,
    message: options?.QuotaExceededMessage || options?.QuotaMessage || undefined,
    headers: withoutHeaders == null ? (options?.EnableHeaders ?? undefined) : !withoutHeaders,
  };
}

function toMs(text: string): number {
  const [, amount = "0", unit = "ms"] = DURATION.exec(text) ?? [];
  return Number(amount) * (UNIT_MS[unit] ?? 1);
}
