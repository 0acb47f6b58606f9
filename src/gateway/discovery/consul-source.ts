import { setTimeout as delay } from "node:timers/promises";
import type { Dispatcher } from "undici";
import type { ConsulAddress, Instance } from "../config/gateway-config.js";
import type { GatewayLog } from "../gateway-log.js";
import type { UpstreamRegistry } from "../proxy/upstream.js";
import { nextIndex, queryHealth } from "./consul-health.js";
import { type InstanceList, type InstanceSource, instanceList, type SourceState } from "./instance-source.js";

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
  #instances: InstanceList = instanceList([], []);
  /** What the current list was made of. */
  #known = "";
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

  get instances(): InstanceList {
    return this.#instances;
  }

  get state(): SourceState {
    return this.#state;
  }

  close(): void {
    this.#stop.abort();
    this.#replace(instanceList([], []));
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

  #accept(found: readonly Instance[]): void {
    const { log, scheme, registry } = this.#options;
    if (this.#failures > 0) log.info("consul answers again", { service: this.#service });
    this.#failures = 0;
    this.#state = "live";
    // The balancers keep count by the list: one made anew by every answer would start their turns over.
    const known = found.map(({ host, port, weight }) => `${host}:${port}*${weight}`).join();
    if (known === this.#known) return;
    this.#known = known;
    const upstreams = found.map((instance) => registry.acquire(scheme, instance));
    const next = instanceList(
      upstreams,
      found.map(({ weight }) => weight),
    );
    this.#replace(next);
    const instances = upstreams.map(({ address }) => address).sort();
    log.info("instances changed", { service: this.#service, instances });
  }

  /** New shares are taken before the old ones are given back, so an instance that stays keeps its connections. */
  #replace(next: InstanceList): void {
    const before = this.#instances;
    this.#instances = next;
    for (const upstream of before.upstreams) this.#options.registry.release(upstream);
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
