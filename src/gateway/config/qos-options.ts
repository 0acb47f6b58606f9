import * as z from "zod";
import type { BreakerOptions } from "./gateway-config.js";

const milliseconds = z.int().min(0).nullish();

/**
 * Ocelot's `QoSOptions`, by the names of version 24.1 and by those it had before (Ocelot documentation, "Quality of
 * Service"). As there, 0 means that the option is not set, and a former name wins over the one that took its place.
 */
export const qosOptions = z.looseObject({
  MinimumThroughput: z.int().nullish(),
  ExceptionsAllowedBeforeBreaking: z.int().nullish(),
  BreakDuration: milliseconds,
  DurationOfBreak: milliseconds,
  FailureRatio: z.number().min(0).max(1).nullish(),
  SamplingDuration: milliseconds,
  Timeout: milliseconds,
  TimeoutValue: milliseconds,
});

/** Ocelot's own defaults, in milliseconds where they are durations. */
const DEFAULTS = { durationMs: 5000, failureRatio: 0.5, samplingMs: 10_000, minimumThroughput: 100 };

/** What `QoSOptions` come to. */
export interface Qos {
  /** Undefined: no breaker. */
  readonly breaker: BreakerOptions | undefined;
  /** Undefined: the options name none. */
  readonly timeoutMs: number | undefined;
}

/** Reads a route's options, each missing one from the global ones. */
export function readQos(route: Options, global: Options): Qos {
  const [own, shared] = [byOneName(route), byOneName(global)];
  const minimum = own.minimum ?? shared.minimum;
  const durationMs = own.durationMs ?? shared.durationMs ?? DEFAULTS.durationMs;
  const failureRatio = own.failureRatio ?? shared.failureRatio;
  const samplingMs = own.samplingMs ?? shared.samplingMs;
  return {
    breaker: breakerOf(minimum, durationMs, failureRatio, samplingMs),
    timeoutMs: own.timeoutMs ?? shared.timeoutMs,
  };
}

type Options = z.output<typeof qosOptions> | null | undefined;

function byOneName(options: Options) {
  return {
    minimum: options?.ExceptionsAllowedBeforeBreaking ?? options?.MinimumThroughput ?? undefined,
    durationMs: options?.DurationOfBreak || options?.BreakDuration || undefined,
    failureRatio: options?.FailureRatio || undefined,
    samplingMs: options?.SamplingDuration || undefined,
    timeoutMs: options?.TimeoutValue || options?.Timeout || undefined,
  };
}

function breakerOf(
  minimum: number | undefined,
  durationMs: number,
  failureRatio: number | undefined,
  samplingMs: number | undefined,
): BreakerOptions | undefined {
  const isRatio = failureRatio !== undefined || samplingMs !== undefined;
  if (minimum === undefined ? !isRatio : minimum <= 0) return undefined;
  if (!isRatio) return { minimum: minimum ?? 0, durationMs, ratio: undefined };
  return {
    minimum: minimum ?? DEFAULTS.minimumThroughput,
    durationMs,
    ratio: {
      failures: failureRatio ?? DEFAULTS.failureRatio,
      samplingMs: samplingMs ?? DEFAULTS.samplingMs,
    },
  };
}
