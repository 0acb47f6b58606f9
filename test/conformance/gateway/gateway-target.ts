import type { AccessEntry } from "../../../src/gateway/gateway-log.js";
import type { HealthReport } from "../../../src/gateway/health-report.js";

/** A gateway under test that listens, whatever it is made of, with what it logged; gone when the test is over. */
export interface TargetGateway {
  readonly port: number;
  /** Both grow as it logs. */
  readonly accesses: readonly AccessEntry[];
  readonly messages: readonly string[];
  /** Replaces the text of the route file; resolves when the routes are in use. */
  setFile(text: string): Promise<void>;
  /** What `GET /health` answers now. */
  health(): Promise<HealthReport>;
  /** Stops it; resolves to the number of requests cut when `graceMs` was over. */
  close(graceMs: number): Promise<number>;
}
