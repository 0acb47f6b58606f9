import type { RouteConfig } from "../config/gateway-config.js";
import type { Problem } from "./problem.js";
import type { Upstream } from "./upstream.js";

/** Instances come and go within about a second (the discovery's own pace), so that is when to try again. */
const RETRY_AFTER_SECONDS = 1;

/** No instance of the service is healthy. */
export function noInstance(route: RouteConfig): Problem {
  const detail = `No healthy instance of ${route.serviceName ?? route.name} is known.`;
  return unavailable(detail);
}

/** None of the instances could be connected to. */
export function connectFailed(route: RouteConfig, tried: ReadonlySet<Upstream>, last: Error): Problem {
  const addresses = [...tried].map(({ address }) => address).join(", ");
  const reason = "code" in last && typeof last.code === "string" ? last.code : "no connection";
  return unavailable(
    `No instance of ${route.serviceName ?? route.name} can be reached (${addresses}): ${reason}.`,
  );
}

/** The instance did not answer within the route's timeout. */
export function timedOut(upstream: Upstream, timeoutMs: number): Problem {
  const detail = `${upstream.address} did not answer within ${timeoutMs} ms.`;
  return { status: 504, title: "Gateway Timeout", detail };
}

/** The connection broke, or what came back is not HTTP, after the request was sent. */
export function upstreamFailed(upstream: Upstream, error: Error): Problem {
  const detail = `${upstream.address} gave no valid answer: ${error.message}.`;
  return { status: 502, title: "Bad Gateway", detail };
}

/** The request cannot be written as HTTP/1.1 again. */
export function invalidRequest(reason: string): Problem {
  return { status: 400, title: "Bad Request", detail: `The request cannot be forwarded: ${reason}.` };
}

function unavailable(detail: string): Problem {
  return { status: 503, title: "Service Unavailable", detail, retryAfterSeconds: RETRY_AFTER_SECONDS };
}
