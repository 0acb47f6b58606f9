import { buildConnector, Pool } from "undici";
import type { HostAndPort } from "../config/gateway-config.js";

/** One instance of a service: its address, its connection pool and how many requests it is serving for us. */
export interface Upstream {
  /** `host:port` as configured or registered, for logs, spans and the Host header. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly pool: Pool;
  inFlight: number;
}

/** How upstream connections are made. Durations in milliseconds. */
export interface UpstreamOptions {
  readonly connectTimeoutMs: number;
  /** Longest silence within a response body before the upstream counts as gone. */
  readonly bodyIdleTimeoutMs: number;
  /**
   * Addresses to dial instead of the configured ones, both as `host:port`. The Host header keeps the configured name.
   * This is what lets a route file written for container names work where those names do not resolve.
   */
  readonly hostMap: Readonly<Record<string, string>>;
}

interface Entry {
  readonly upstream: Upstream;
  users: number;
}

/**
 * The pools of all instances in use, shared by the routes that lead to them and kept over a reload, so that neither a
 * new route file nor an unchanged instance costs a connection. A pool whose last user is gone finishes its requests
 * and closes.
 */
export class UpstreamRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #options: UpstreamOptions;

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** Takes a share in an instance's pool; give it back with {@link release}. */
  acquire(scheme: "http" | "https", { host, port }: HostAndPort): Upstream {
    const origin = originOf(scheme, host, port);
    let entry = this.#entries.get(origin);
    if (entry === undefined) {
      const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
      entry = { upstream: { address, host, port, pool: this.#createPool(origin), inFlight: 0 }, users: 0 };
      this.#entries.set(origin, entry);
    }
    entry.users += 1;
    return entry.upstream;
  }

  release(upstream: Upstream): void {
    for (const [origin, entry] of this.#entries) {
      if (entry.upstream !== upstream) continue;
      entry.users -= 1;
      if (entry.users > 0) return;
      this.#entries.delete(origin);
      // Rejects only when the pool was destroyed meanwhile, which is the state wanted.
      upstream.pool.close().catch(() => {});
    }
  }

  /** Drops every connection at once. */
  async destroy(): Promise<void> {
    const pools = [...this.#entries.values()].map(({ upstream }) => upstream.pool.destroy());
    this.#entries.clear();
    await Promise.all(pools);
  }

  #createPool(origin: string): Pool {
    const { connectTimeoutMs, bodyIdleTimeoutMs, hostMap } = this.#options;
    const connect = buildConnector({ timeout: connectTimeoutMs });
    return new Pool(origin, {
      pipelining: 1,
      // The forwarder has its own clock for headers, which also covers connecting and queueing.
      headersTimeout: 0,
      bodyTimeout: bodyIdleTimeoutMs,
      connect(options, callback) {
        const port = options.port || (options.protocol === "https:" ? "443" : "80");
        const mapped = hostMap[`${options.hostname}:${port}`];
        connect(mapped === undefined ? options : { ...options, ...splitAddress(mapped) }, callback);
      },
    });
  }
}

function originOf(scheme: string, host: string, port: number): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function splitAddress(address: string): { hostname: string; host: string; port: string } {
  const url = new URL(`http://${address}`);
  return { hostname: url.hostname, host: url.host, port: url.port || "80" };
}
