import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { STATUS_CODES } from "node:http";
import type { RateLimitOptions } from "../config/gateway-config.js";
import type { Handler } from "../routing/route.js";
import type { Quota, RateLimiter } from "./rate-limiter.js";

/** A longer client id is kept as its hash, so that what a client sends does not decide how much memory it takes. */
const LONGEST_ID = 64;

/** Puts a limit before `next`: past it the answer is 429 with `Retry-After`, and the service gets nothing. */
export function withRateLimit(limiter: RateLimiter, options: RateLimitOptions, next: Handler): Handler {
  const whitelist = new Set(options.whitelist);
  const { limit, period, status } = options;
  const title = STATUS_CODES[status] ?? "Too Many Requests";
  const template = options.message ?? "The limit is {0} requests per {1}.";
  // The two holes of Ocelot's messages.
  const detail = template.replaceAll("{0}", String(limit)).replaceAll("{1}", period);
  return (exchange) => {
    const id = clientIdOf(exchange.req, options.clientIdHeaders);
    if (id !== undefined && whitelist.has(id)) {
      next(exchange);
      return;
    }
    const quota = limiter.take(keyOf(id, exchange.req));
    if (options.headers) exchange.answerHeaders.push(...quotaHeaders(limit, quota));
    if (!quota.isExceeded) {
      next(exchange);
      return;
    }
    const retryAfterSeconds = Math.max(1, Math.ceil(quota.resetMs / 1000));
    exchange.fail({ status, title, detail, ...(options.headers ? { retryAfterSeconds } : {}) }, "refused");
  };
}

function clientIdOf({ headers }: IncomingMessage, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headers[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** Client ids and addresses are apart: nobody uses up another's quota by calling itself by its address. */
function keyOf(id: string | undefined, { socket }: IncomingMessage): string {
  if (id === undefined) return `address ${socket.remoteAddress ?? ""}`;
  return `id ${id.length <= LONGEST_ID ? id : createHash("sha256").update(id).digest("base64url")}`;
}

/** The reset is a Unix time in whole seconds, as most clients read it. */
function quotaHeaders(limit: number, { remaining, resetMs }: Quota): string[] {
  const reset = Math.ceil((Date.now() + resetMs) / 1000);
  return [
    ...["X-RateLimit-Limit", String(limit)],
    ...["X-RateLimit-Remaining", String(remaining)],
    ...["X-RateLimit-Reset", String(reset)],
  ];
}
