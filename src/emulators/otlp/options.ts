import type { EmulatorOptions } from "../emulator.js";

/** How an OTLP receiver is started. */
export interface OtlpOptions extends EmulatorOptions {
  /** Spans kept at most; default 20,000. The oldest go first. */
  readonly maxSpans?: number;
  /** Series of metrics kept at most, each by its last point; default 10,000. */
  readonly maxSeries?: number;
  /** Log records kept at most; default 20,000. */
  readonly maxLogs?: number;
  /** Bytes of each signal's JSON kept at most; default 64 MiB. */
  readonly maxBytes?: number;
}
