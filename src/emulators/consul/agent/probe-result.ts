import type { CheckStatus } from "../store/catalog-entries.js";

/** What one run of a check found. */
export interface ProbeResult {
  readonly status: CheckStatus;
  readonly output: string;
}
