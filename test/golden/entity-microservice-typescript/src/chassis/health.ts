/** The state of one thing the service needs. */
export type CheckState = "up" | "down";

export interface Readiness {
  /**
   * `ready`; `degraded`: requests succeed, though the broker is away (events wait in the outbox);
   * `unavailable`: the database is not reached; `starting`: not yet migrated; `draining`: about to stop.
   */
  readonly status: "ready" | "degraded" | "unavailable" | "starting" | "draining";
  readonly checks: { readonly database: CheckState; readonly broker: CheckState };
}

/** What this instance can do now, as Consul and Kubernetes poll it. */
export class Health {
  #phase: "starting" | "running" | "draining" = "starting";

  constructor(
    private readonly databaseAnswers: () => Promise<boolean>,
    private readonly brokerUp: () => boolean,
  ) {}

  get draining(): boolean {
    return this.#phase === "draining";
  }

  get started(): boolean {
    return this.#phase !== "starting";
  }

  /** The database is migrated: requests can be answered. */
  markStarted(): void {
    if (this.#phase === "starting") this.#phase = "running";
  }

  /** The process is about to stop: requests are still answered, but new ones should go elsewhere. */
  markDraining(): void {
    this.#phase = "draining";
  }

  async readiness(): Promise<Readiness> {
    const database = (await this.databaseAnswers()) ? "up" : "down";
    const broker = this.brokerUp() ? "up" : "down";
    return { status: this.#status(database, broker), checks: { database, broker } };
  }

  #status(database: CheckState, broker: CheckState): Readiness["status"] {
    if (this.draining) return "draining";
    if (database === "down") return "unavailable";
    if (this.#phase === "starting") return "starting";
    return broker === "up" ? "ready" : "degraded";
  }
}

/** Whether requests should be sent here. */
export function isServing(readiness: Readiness): boolean {
  return readiness.status === "ready" || readiness.status === "degraded";
}
