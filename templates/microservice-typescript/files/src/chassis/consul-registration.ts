import { setTimeout as sleep } from "node:timers/promises";
import type { CoreConfig } from "./core-config.js";
import type { Logger } from "./logger.js";

const requestTimeoutMs = 2_000;
/** How often it is checked that Consul still knows this instance. */
const watchIntervalMs = 5_000;
/** A crashed instance is forgotten after this; one minute is the least that Consul accepts. */
const deregisterAfter = "1m";
/** Who follows Consul's catalogue, as the gateway does, has heard of a change by then. */
const heardAfterMs = 250;

/** Keeps this instance registered in Consul: registers again when Consul has lost it or was away. */
export class ConsulRegistration {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #registered = false;
  #registering: Promise<void> = Promise.resolve();

  constructor(
    private readonly consulUrl: string,
    private readonly config: CoreConfig,
    private readonly isReady: () => Promise<boolean>,
    private readonly logger: Logger,
  ) {}

  /**
   * Deregisters who had this instance's id and crashed: until Consul's check notices, requests would be sent to its address,
   * where this one is about to listen before it can answer them.
   */
  async forgetPredecessor(): Promise<void> {
    try {
      if (!(await this.#call("GET", this.#path("service"))).ok) return;
      await this.#call("PUT", this.#path("service/deregister"));
      await sleep(heardAfterMs);
    } catch (error) {
      this.logger.debug({ reason: String(error) }, "Consul is away");
    }
  }

  /**
   * Registers, in the background when Consul is away: a service works without being found.
   * @param port the port that is listened on, which differs from the configured one when that is 0.
   */
  async start(port: number): Promise<void> {
    this.#registering = this.#ensureRegistered(port);
    await this.#registering;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.start(port), watchIntervalMs);
  }

  /** Deregisters, so that nobody is sent here any more. Never throws: Consul's health check notices as well. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#registering;
    await this.#call("PUT", this.#path("service/deregister")).catch((error: unknown) =>
      this.logger.warn({ reason: String(error) }, "could not deregister from Consul"),
    );
  }

  async #ensureRegistered(port: number): Promise<void> {
    try {
      const known = await this.#call("GET", this.#path("service"));
      if (known.ok || this.#stopped) return;
      const response = await this.#call("PUT", "/v1/agent/service/register", await this.#registration(port));
      if (!response.ok) throw new Error(`Consul answered ${response.status}: ${await response.text()}`);
      this.#registered = true;
      this.logger.info("registered in Consul");
    } catch (error) {
      if (this.#registered) this.logger.debug({ reason: String(error) }, "Consul is away");
      else this.logger.warn({ reason: String(error) }, "cannot register in Consul; trying again");
    }
  }

  /** https://developer.hashicorp.com/consul/api-docs/agent/service#register-service */
  async #registration(listeningPort: number): Promise<object> {
    const { service, consul } = this.config;
    const port = service.port ?? listeningPort;
    return {
      ID: service.id,
      Name: service.name,
      Address: service.address,
      Port: port,
      Tags: service.tags,
      Meta: { version: service.version },
      // An instance is never in "warning" here; where it is (a check that somebody added), its share stays the same.
      Weights: { Passing: service.weight, Warning: service.weight },
      Check: {
        Name: "ready",
        HTTP: `http://${service.address}:${port}/health/ready`,
        Interval: consul?.checkInterval,
        Timeout: "2s",
        // Consul counts how many failures are put up with before that.
        FailuresBeforeCritical: (consul?.checkFailures ?? 1) - 1,
        // Without this a new instance would get no requests before the first check.
        Status: (await this.isReady()) ? "passing" : "critical",
        DeregisterCriticalServiceAfter: deregisterAfter,
      },
    };
  }

  /** Of this instance, below the agent's API. */
  #path(what: string): string {
    return `/v1/agent/${what}/${encodeURIComponent(this.config.service.id)}`;
  }

  async #call(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.consulUrl}${path}`, {
      method,
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  }
}
