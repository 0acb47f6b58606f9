import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** How long kept-alive connections may still bring a request after the gateway stopped accepting new connections. */
const LINGER_MS = 250;

const POLL_MS = 10;

/** A request whose answer is not complete, or a tunnel that is open. */
interface Active {
  readonly req: { readonly socket: { destroy(): void } };
}

/**
 * Closes a server so that no request that reaches it fails: first the listening socket only, while clients that use a
 * kept-alive connection get one more answer, with `Connection: close`; then idle connections; then it waits until
 * `active` is empty or `graceMs` is over, and cuts what is left. Resolves to the number of requests and tunnels cut.
 */
export async function drainServer(
  server: Server,
  active: Iterable<Active> & { readonly size: number },
  graceMs: number,
): Promise<number> {
  const deadline = performance.now() + graceMs;
  const lingerUntil = Math.min(deadline, performance.now() + LINGER_MS);
  // `http.Server.close` would close idle connections at once, under a request that is just arriving on one.
  const closed = new Promise<void>((resolve) => {
    if (server.listening) NetServer.prototype.close.call(server, () => resolve());
    else resolve();
  });
  while (performance.now() < lingerUntil && (await connectionsOf(server)) > 0) await delay(POLL_MS);
  server.closeIdleConnections();
  while (active.size > 0 && performance.now() < deadline) await delay(POLL_MS);
  const cut = active.size;
  server.closeAllConnections();
  // A tunnel's connection is not the server's any more.
  for (const { req } of active) req.socket.destroy();
  await closed;
  return cut;
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
