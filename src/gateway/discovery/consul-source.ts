import { setTimeout as delay } from "node:timers/promises";
import type { Dispatcher } from "undici";
import type { ConsulAddress, HostAndPort } from "../config/gateway-config.js";
import type { GatewayLog } from "../gateway-log.js";
import type { Upstream, UpstreamRegistry } from "../proxy/upstream.js";
import { nextIndex, queryHealth } from "./consul-health.js";
import type { InstanceSource, SourceState } from "./instance-source.js";

/** Consul answers at once when things change quickly; this keeps a busy catalogue from becoming a busy loop. */
const MIN_QUERY_INTERVAL_MS = 50;

/** Backoff while Consul does not answer. The cap is low: it decides how soon a returned Consul is noticed. */
const BACKOFF_FIRST_MS = 100;
const BACKOFF_LAST_MS = 2000;

/** What a Consul source needs besides the name of its service. */
export interface ConsulSourceOptions {
  readonly consul: ConsulAddress;
  readonly scheme: "http" | "https";
  readonly registry: UpstreamRegistry;
  readonly dispatcher: Dispatcher;
  readonly log: GatewayLog;
}

/** Follows the passing instances of one service in Consul with blocking queries, until closed. */
export class ConsulSource implements InstanceSource {
  readonly kind = "consul";
  readonly ready: Promise<void>;
  #upstreams: readonly Upstream[] = [];
  #state: SourceState = "pending";
  #failures = 0;
  readonly #service: string;
  readonly #options: ConsulSourceOptions;
  readonly #stop = new AbortController();

  constructor(service: string, options: ConsulSourceOptions) {
    this.#service = service;
    this.#options = options;
    let known = () => {};
    this.ready = new Promise((resolve) => {
      known = resolve;
    });
    void this.#follow(known);
  }

  get upstreams(): readonly Upstream[] {
    return this.#upstreams;
  }

  get state(): SourceState {
    return this.#state;
  }

  close(): void {
    this.#stop.abort();
    this.#replace([]);
  }

  async #follow(known: () => void): Promise<void> {
    const { consul, dispatcher } = this.#options;
    const { signal } = this.#stop;
    let index = 0;
    while (!signal.aborted) {
      try {
        const answer = await queryHealth(consul, this.#service, index, dispatcher, signal);
        if (signal.aborted) return;
        index = nextIndex(index, answer.index);
        this.#accept(answer.instances);
        known();
        await delay(MIN_QUERY_INTERVAL_MS, undefined, { signal, ref: false });
      } catch (error) {
        if (signal.aborted) return;
        index = 0;
        await this.#backOff(error, signal);
      }
    }
  }

  #accept(instances: readonly HostAndPort[]): void {
    const { log, scheme, registry } = this.#options;
    if (this.#failures > 0) log.info("consul answers again", { service: this.#service });
    this.#failures = 0;
    this.#state = "live";
    const before = this.#upstreams.map(({ address }) => address).sort();
    const after = instances.map((instance) => registry.acquire(scheme, instance));
    this.#replace(after);
    const addresses = after.map(({ address }) => address).sort();
    if (before.join() !== addresses.join()) {
      log.info("instances changed", { service: this.#service, instances: addresses });
    }
  }

  /** New shares are taken before the old ones are given back, so an instance that stays keeps its connections. */
  #replace(after: readonly Upstream[]): void {
    const before = this.#upstreams;
    this.#upstreams = after;
    for (const upstream of before) this.#options.registry.release(upstream);
  }

  async #backOff(error: unknown, signal: AbortSignal): Promise<void> {
    this.#failures += 1;
    if (this.#state === "live") this.#state = "stale";
    if (this.#failures === 1) {
      this.#options.log.warn("consul does not answer, keeping the last known instances", {
        service: this.#service,
        consul: this.#options.consul.url,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
    const ceiling = Math.min(BACKOFF_LAST_MS, BACKOFF_FIRST_MS * 2 ** (this.#failures - 1));
    // Half fixed, half random: gateways that lost Consul together do not come back together.
    await delay(ceiling / 2 + (Math.random() * ceiling) / 2, undefined, { signal, ref: false }).catch(
      () => {},
    );
  }
}
