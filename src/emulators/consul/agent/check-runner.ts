import type { CheckStatus } from "../store/catalog-entries.js";
import type { CheckDefinition } from "./check-definition.js";
import { probeHttp } from "./probe-http.js";
import type { ProbeResult } from "./probe-result.js";
import { probeTcp } from "./probe-tcp.js";

/** A check at work. */
export interface CheckRunner {
  /** For a TTL check, what the service says of itself; undefined for one that asks. */
  readonly tell: ((status: CheckStatus, output: string) => void) | undefined;
  stop(): void;
}

/** Starts a check; `report` is told what it finds. */
export function runCheck(definition: CheckDefinition, report: (result: ProbeResult) => void): CheckRunner {
  const { probe } = definition;
  if (probe.kind === "ttl") return runTtl(probe.ttlMs, report);
  return runAsking(definition, withThresholds(definition, report));
}

function runTtl(ttlMs: number, report: (result: ProbeResult) => void): CheckRunner {
  const expire = (): void => report({ status: "critical", output: "TTL expired" });
  // Node's longest timer; a longer TTL never expires within the life of a local platform.
  const delayMs = Math.min(ttlMs, 2 ** 31 - 1);
  let timer = setTimeout(expire, delayMs);
  return {
    tell(status, output) {
      clearTimeout(timer);
      timer = setTimeout(expire, delayMs);
      report({ status, output });
    },
    stop: () => clearTimeout(timer),
  };
}

function runAsking(definition: CheckDefinition, report: (result: ProbeResult) => void): CheckRunner {
  const { probe, intervalMs } = definition;
  const stopped = new AbortController();
  const { signal } = stopped;
  let timer: NodeJS.Timeout;
  const run = async (): Promise<void> => {
    if (probe.kind === "http") report(await probeHttp(probe, definition, signal));
    else if (probe.kind === "tcp") report(await probeTcp(probe, definition, signal));
  };
  const turn = (): void => {
    void run().finally(() => {
      if (!signal.aborted) timer = setTimeout(turn, intervalMs);
    });
  };
  // Consul staggers the first run within the interval, so that many checks do not run at once.
  timer = setTimeout(turn, Math.random() * intervalMs);
  return {
    tell: undefined,
    stop: () => {
      clearTimeout(timer);
      stopped.abort();
    },
  };
}

/**
 * Passes on only as many failures or successes in a row as were asked for; the first result counts at once (as of
 * Consul 1.8: the counters begin at their thresholds).
 */
function withThresholds(
  { successBeforePassing, failuresBeforeCritical }: CheckDefinition,
  report: (result: ProbeResult) => void,
): (result: ProbeResult) => void {
  let [successes, failures] = [successBeforePassing, failuresBeforeCritical];
  return (result) => {
    if (result.status === "critical") {
      failures += 1;
      successes = 0;
      if (failures >= failuresBeforeCritical) report(result);
    } else {
      successes += 1;
      failures = 0;
      if (successes >= successBeforePassing) report(result);
    }
  };
}
