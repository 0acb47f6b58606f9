import type { IncomingMessage } from "node:http";

/** Which web pages may call through the gateway. */
export interface CorsOptions {
  /** `*` lets any origin in, without credentials; a list lets its members in, with credentials. */
  readonly origins: "*" | readonly string[];
}

/** How long a browser may remember a preflight, in seconds. Short, since routes change while one develops. */
const MAX_AGE_SECONDS = 600;

/** Response fields a page may read besides the safelisted ones (Fetch standard). */
const EXPOSED =
  "Location, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-ID";

/** Response fields that the gateway writes when it handles CORS, so that a service's own do not stand beside them. */
export const CORS_RESPONSE_HEADERS = [
  "access-control-allow-credentials",
  "access-control-allow-origin",
  "access-control-expose-headers",
] as const;

/** Whether this is a preflight: the browser asks before it sends the real request (Fetch standard). */
export function isPreflight(req: IncomingMessage): boolean {
  const { origin, "access-control-request-method": method } = req.headers;
  return req.method === "OPTIONS" && origin !== undefined && method !== undefined;
}

/** Fields for the answer to a request with an `Origin`; none when the request has no origin or it is not let in. */
export function corsHeaders(cors: CorsOptions, origin: string | undefined): string[] {
  if (cors.origins === "*") {
    return origin === undefined
      ? []
      : ["Access-Control-Allow-Origin", "*", "Access-Control-Expose-Headers", EXPOSED];
  }
  if (origin === undefined || !cors.origins.includes(origin)) return ["Vary", "Origin"];
  return [
    "Access-Control-Allow-Origin",
    origin,
    "Access-Control-Allow-Credentials",
    "true",
    "Access-Control-Expose-Headers",
    EXPOSED,
    "Vary",
    "Origin",
  ];
}

/** Further fields for the answer to a preflight for a path that takes `methods`. */
export function preflightHeaders(req: IncomingMessage, methods: string): string[] {
  const fields = [
    "Access-Control-Allow-Methods",
    methods,
    "Access-Control-Max-Age",
    String(MAX_AGE_SECONDS),
    "Vary",
    "Access-Control-Request-Headers",
  ];
  const wanted = req.headers["access-control-request-headers"];
  if (wanted !== undefined) fields.push("Access-Control-Allow-Headers", wanted);
  return fields;
}
