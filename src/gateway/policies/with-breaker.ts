import type { RouteConfig } from "../config/gateway-config.js";
import type { InstanceList, InstanceSource } from "../discovery/instance-source.js";
import type { Outcome } from "../proxy/exchange.js";
import type { Handler } from "../routing/route.js";
import type { CircuitBreaker, Verdict } from "./circuit-breaker.js";

/**
 * Answers of a service that say it cannot work now: what Ocelot counts, without the ones about what was asked for (501,
 * 505 and on).
 */
const FAILURES: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * Puts a breaker before `next`. While it is open the answer is 503 at once, and the service is left alone; a change of
 * its instances lets one request try before the time is over, so that a service that comes back is used at once.
 */
export function withBreaker(
  breaker: CircuitBreaker,
  route: RouteConfig,
  source: InstanceSource,
  next: Handler,
): Handler {
  let openedWith: InstanceList | undefined;
  return (exchange) => {
    const { instances } = source;
    const admission = breaker.admit(instances !== openedWith && instances.upstreams.length > 0);
    if (admission === undefined) {
      const detail = `${route.serviceName ?? route.lambda?.name ?? route.name} has failed too often and is left alone for now.`;
      const { retryAfterSeconds } = breaker;
      exchange.fail({ status: 503, title: "Service Unavailable", detail, retryAfterSeconds }, "breaker-open");
      return;
    }
    exchange.onJudged = (outcome, status) => {
      const before = breaker.state;
      breaker.record(admission, verdictOf(outcome, status));
      if (before !== "open" && breaker.state === "open") openedWith = source.instances;
    };
    next(exchange);
  };
}

function verdictOf(outcome: Outcome, status: number | undefined): Verdict {
  switch (outcome) {
    case "responded":
      return status !== undefined && FAILURES.has(status) ? "failure" : "success";
    case "no-instance":
    case "connect-failed":
    case "timeout":
    case "upstream-failed":
      return "failure";
    default:
      return "neither";
  }
}
