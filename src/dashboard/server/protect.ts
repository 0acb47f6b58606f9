import type { IncomingMessage, ServerResponse } from "node:http";

/** The page takes everything from this server, runs no code but its own file, and stands in nobody's frame. */
const contentSecurityPolicy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...[
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ],
].join("; ");

const fields = {
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/** Sets what every answer carries. */
export function protect(res: ServerResponse): void {
  for (const [name, value] of Object.entries(fields)) res.setHeader(name, value);
}

/**
 * Whether a request means this server by its own address. A page of elsewhere whose name is made to resolve to 127.0.0.1
 * (DNS rebinding) comes with that name.
 */
export function isMeant({ headers }: Pick<IncomingMessage, "headers">, port: number): boolean {
  return headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
}
