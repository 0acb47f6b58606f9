import type { Emulator, EmulatorOptions } from "../emulator.js";

/** How a Consul is started. */
export interface ConsulOptions extends EmulatorOptions {
  /** Answers DNS too, by UDP and TCP; 0 takes a free port. Without it there is no DNS. */
  readonly dnsPort?: number;
  /** For tests that cannot wait as long as Consul does. */
  readonly timing?: Partial<AgentTiming>;
}

/** How long the agent takes its time. */
export interface AgentTiming {
  /** How often services that were critical for too long are looked for; Consul: 30 s. */
  readonly reapIntervalMs: number;
  /** The least `DeregisterCriticalServiceAfter`; Consul: 1 minute. */
  readonly minDeregisterAfterMs: number;
  /** After which time an output that changed alone reaches the catalogue (`check_update_interval`); Consul: 5 minutes. */
  readonly outputDelayMs: number;
}

/** A running Consul. Its URL is the value for `CONSUL_HTTP_ADDR`. */
export interface ConsulEmulator extends Emulator {
  /** Absent where no DNS was asked for. */
  readonly dnsPort?: number;
}
