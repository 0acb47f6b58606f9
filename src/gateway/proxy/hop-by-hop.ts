/**
 * Fields that belong to one connection and are never passed on (RFC 9110, section 7.6.1, with `Proxy-*` and the older
 * `Keep-Alive` and `Proxy-Connection`). `Expect` is here too: node answers `100 Continue` to the client itself.
 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Fields that say where a message ends; a `Connection` field must not be able to take them away. */
const FRAMING: ReadonlySet<string> = new Set(["content-length", "host"]);

/** Whether a field (lower case) stays on its connection by its name alone. */
export function isHopByHop(name: string): boolean {
  return HOP_BY_HOP.has(name);
}

/**
 * The further names that a message's `Connection` field declares for this connection only, in lower case; undefined
 * when there are none, which is nearly always.
 */
export function connectionNamed(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined) return undefined;
  let named: Set<string> | undefined;
  for (const token of connection.toLowerCase().split(",")) {
    const name = token.trim();
    if (name === "" || name === "close" || HOP_BY_HOP.has(name) || FRAMING.has(name)) continue;
    named ??= new Set();
    named.add(name);
  }
  return named;
}
