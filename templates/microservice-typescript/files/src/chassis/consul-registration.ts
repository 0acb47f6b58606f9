import type { CoreConfig } from "./core-config.js";
import type { Logger } from "./logger.js";

const requestTimeoutMs = 2_000;
/** How often it is checked that Consul still knows this instance. */
const watchIntervalMs = 5_000;
/** A crashed instance is forgotten after this; one minute is the least that Consul accepts. */
const deregisterAfter = "1m";

/** Keeps this instance registered in Consul: registers again when Consul has lost it or was away. */
export class ConsulRegistration {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #registered = false;
  #registering: Promise<void> = Promise.resolve();

  /** @param port the port that is listened on, which differs from the configured one when that is 0. */
  constructor(
    private readonly consulUrl: string,
    private readonly config: CoreConfig,
    private readonly port: number,
    private readonly isReady: () => Promise<boolean>,
    private readonly logger: Logger,
  ) {}

  /** Registers, in the background when Consul is away: a service works without being found. */
  async start(): Promise<void> {
    this.#registering = this.#ensureRegistered();
    await this.#registering;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.start(), watchIntervalMs);
  }

  /** Deregisters, so that nobody is sent here any more. Never throws: Consul's health check notices as well. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#registering;
    const path = `/v1/agent/service/deregister/${encodeURIComponent(this.config.service.id)}`;
    await this.#call("PUT", path).catch((error: unknown) =>
      this.logger.warn({ reason: String(error) }, "could not deregister from Consul"),
    );
  }

  async #ensureRegistered(): Promise<void> {
    try {
      const id = encodeURIComponent(this.config.service.id);
      const known = await this.#call("GET", `/v1/agent/service/${id}`);
      if (known.ok || this.#stopped) return;
      const response = await this.#call("PUT", "/v1/agent/service/register", await this.#registration());
      if (!response.ok) throw new Error(`Consul answered ${response.status}: ${await response.text()}`);
      this.#registered = true;
      this.logger.info("registered in Consul");
    } catch (error) {
      if (this.#registered) this.logger.debug({ reason: String(error) }, "Consul is away");
      else this.logger.warn({ reason: String(error) }, "cannot register in Consul; trying again");
    }
  }

  /** https://developer.hashicorp.com/consul/api-docs/agent/service#register-service */
  async #registration(): Promise<object> {
    const { service, consul } = this.config;
    const port = service.port ?? this.port;
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

  async #call(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.consulUrl}${path}`, {
      method,
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  }
}
