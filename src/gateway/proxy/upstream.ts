import type { HostAndPort } from "../config/gateway-config.js";
import { ConnectionPool } from "./connection-pool.js";

/** One instance of a service: its address, its connection pool and how many requests it is serving for us. */
export interface Upstream {
  /** `host:port` as configured or registered, for logs and spans. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  /** What requests to it have as their Host: the address, without the port when it is the scheme's own. */
  readonly authority: string;
  readonly pool: ConnectionPool;
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

/** How often connections are looked over, in milliseconds. */
const SWEEP_INTERVAL_MS = 500;

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
  /** Pools without users whose last requests are under way. */
  readonly #closing = new Set<ConnectionPool>();
  readonly #options: UpstreamOptions;
  readonly #sweepMs: number;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#sweepMs = Math.max(10, Math.min(SWEEP_INTERVAL_MS, options.bodyIdleTimeoutMs / 4));
  }

  /** Takes a share in an instance's pool; give it back with {@link release}. */
  acquire(scheme: "http" | "https", { host, port }: HostAndPort): Upstream {
    const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    const origin = `${scheme}://${address}`;
    let entry = this.#entries.get(origin);
    if (entry === undefined) {
      const authority = port === (scheme === "https" ? 443 : 80) ? address.replace(/:\d+$/, "") : address;
      const pool = this.#createPool(scheme, host, port);
      entry = { upstream: { address, host, port, authority, pool, inFlight: 0 }, users: 0 };
      this.#entries.set(origin, entry);
    }
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#sweepMs).unref();
    entry.users += 1;
    return entry.upstream;
  }

  release(upstream: Upstream): void {
    for (const [origin, entry] of this.#entries) {
      if (entry.upstream !== upstream) continue;
      entry.users -= 1;
      if (entry.users > 0) return;
      this.#entries.delete(origin);
      // It is still swept until its last request is done.
      this.#closing.add(upstream.pool);
      upstream.pool.close();
    }
  }

  /** Drops every connection at once. */
  destroy(): void {
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
    for (const pool of this.#pools()) pool.destroy();
    this.#entries.clear();
    this.#closing.clear();
  }

  #pools(): ConnectionPool[] {
    return [...this.#closing, ...[...this.#entries.values()].map(({ upstream }) => upstream.pool)];
  }

  #sweep(): void {
    const now = performance.now();
    for (const pool of this.#pools()) pool.sweep(now, this.#sweepMs);
    for (const pool of this.#closing) if (pool.isEmpty) this.#closing.delete(pool);
  }

  #createPool(scheme: "http" | "https", host: string, port: number): ConnectionPool {
    const { connectTimeoutMs, bodyIdleTimeoutMs, hostMap } = this.#options;
    const mapped = hostMap[`${host}:${port}`];
    const dial = mapped === undefined ? { host, port } : splitAddress(mapped);
    return new ConnectionPool({ scheme, host, dial, connectTimeoutMs, bodyIdleTimeoutMs });
  }
}

function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(address.slice(colon + 1)) };
}
