/** The state of one thing the service needs. */
export type CheckState = "up" | "down";

/** One thing the service relies on, and how to find out whether it is there. */
export interface Probe {
  /** As it is called in the answer of `/health/ready`. */
  readonly name: string;
  /** Whether requests fail without it; otherwise the service is only degraded. */
  readonly vital: boolean;
  isUp(): boolean | Promise<boolean>;
}

export interface Readiness {
  /**
   * `ready`; `degraded`: requests succeed, though something that can be caught up with later is away;
   * `unavailable`: something vital is not reached; `starting`: not yet able to answer; `draining`: about to stop.
   */
  readonly status: "ready" | "degraded" | "unavailable" | "starting" | "draining";
  /** By name of the probe. */
  readonly checks: Readonly<Record<string, CheckState>>;
}

/** What this instance can do now, as Consul and Kubernetes poll it. */
export class Health {
  #phase: "starting" | "running" | "draining" = "starting";

  constructor(private readonly probes: readonly Probe[] = []) {}

  get draining(): boolean {
    return this.#phase === "draining";
  }

  get started(): boolean {
    return this.#phase !== "starting";
  }

  /** Requests can be answered from now on. */
  markStarted(): void {
    if (this.#phase === "starting") this.#phase = "running";
  }

  /** The process is about to stop: requests are still answered, but new ones should go elsewhere. */
  markDraining(): void {
    this.#phase = "draining";
  }

  async readiness(): Promise<Readiness> {
    const found = await Promise.all(this.probes.map(async (probe) => ({ ...probe, up: await probe.isUp() })));
    const checks = Object.fromEntries(
      found.map(({ name, up }): [string, CheckState] => [name, up ? "up" : "down"]),
    );
    const missing = found.filter(({ up }) => !up);
    return { status: this.#status(missing), checks };
  }

  #status(missing: readonly Pick<Probe, "vital">[]): Readiness["status"] {
    if (this.draining) return "draining";
    if (missing.some(({ vital }) => vital)) return "unavailable";
    if (this.#phase === "starting") return "starting";
    return missing.length === 0 ? "ready" : "degraded";
  }
}

/** Whether requests should be sent here. */
export function isServing(readiness: Readiness): boolean {
  return readiness.status === "ready" || readiness.status === "degraded";
}
