import { compilePathTemplate } from "../../gateway/routing/path-template.js";
import type { LoggedRequest } from "./access-line.js";
import type { RouteState } from "./gateway-routes.js";
import { Latencies } from "./latencies.js";

const bucketMs = 10_000;
const shownBuckets = 30;
/** Rates and latencies are of the last minute: of the ten seconds that are not over, and the fifty before. */
const rateBuckets = 6;

/** What goes through the gateway on one route. */
export interface RouteTraffic {
  /** Its template; null for requests that no route takes. */
  readonly path: string | null;
  readonly methods: readonly string[];
  readonly service: string | null;
  /** Absent where no route is. */
  readonly health?: Pick<RouteState, "state" | "instances" | "breaker">;
  /** In the last minute. */
  readonly requests: number;
  readonly perSecond: number;
  /** Answered with 500 and above, or left by the client (499), in the last minute. */
  readonly failures: number;
  /** Of the last minute, within 5 %; null without a request. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** Requests of the last five minutes, ten seconds each, oldest first. */
  readonly history: readonly number[];
}

interface Bucket {
  readonly latencies: Latencies;
  requests: number;
  failures: number;
}

interface Counted {
  readonly route: RouteState | undefined;
  readonly takes: (request: LoggedRequest) => boolean;
  /** By the number of ten seconds since 1970. */
  readonly buckets: Map<number, Bucket>;
}

/** Counts the requests of the gateway's log by route, for as long as is shown. */
export class RouteTrafficCounter {
  #counted: readonly Counted[] = [];
  readonly #others: Counted = { route: undefined, takes: () => true, buckets: new Map() };

  /** @param routes in the order in which the gateway tries them; those that stay keep their counts */
  setRoutes(routes: readonly RouteState[]): void {
    const before = new Map(this.#counted.map(({ route, buckets }) => [route && keyOf(route), buckets]));
    this.#counted = routes.map((route) => ({
      route,
      takes: matcherOf(route),
      buckets: before.get(keyOf(route)) ?? new Map<number, Bucket>(),
    }));
  }

  add(request: LoggedRequest): void {
    // The gateway's own; asked by every look at the platform.
    if (request.path === "/health") return;
    const { buckets } = this.#counted.find(({ takes }) => takes(request)) ?? this.#others;
    const number = Math.floor(request.endedAt / bucketMs);
    const bucket = buckets.get(number) ?? { latencies: new Latencies(), requests: 0, failures: 0 };
    bucket.latencies.add(request.durationMs);
    bucket.requests += 1;
    if (request.status >= 499) bucket.failures += 1;
    buckets.set(number, bucket);
  }

  /** @param now milliseconds since 1970 */
  report(now: number): RouteTraffic[] {
    const newest = Math.floor(now / bucketMs);
    for (const { buckets } of [...this.#counted, this.#others]) {
      for (const number of buckets.keys()) if (number <= newest - shownBuckets) buckets.delete(number);
    }
    const others = this.#others.buckets.size > 0 ? [this.#others] : [];
    return [...this.#counted, ...others].map((one) => reportOf(one, now));
  }
}

function reportOf({ route, buckets }: Counted, now: number): RouteTraffic {
  const newest = Math.floor(now / bucketMs);
  const rateSeconds = (now - (newest - rateBuckets + 1) * bucketMs) / 1000;
  const history = Array.from(
    { length: shownBuckets },
    (_, index) => buckets.get(newest - shownBuckets + 1 + index)?.requests ?? 0,
  );
  const recent = Array.from({ length: rateBuckets }, (_, index) => buckets.get(newest - index)).filter(
    (bucket) => bucket !== undefined,
  );
  const requests = recent.reduce((sum, bucket) => sum + bucket.requests, 0);
  const [p50, p95, p99] = Latencies.percentiles(
    recent.map(({ latencies }) => latencies),
    [0.5, 0.95, 0.99],
  );
  return {
    path: route?.path ?? null,
    methods: route?.methods ?? [],
    service: route?.service ?? null,
    ...(route && { health: { state: route.state, instances: route.instances, breaker: route.breaker } }),
    requests,
    perSecond: requests / rateSeconds,
    failures: recent.reduce((sum, bucket) => sum + bucket.failures, 0),
    ...{ p50Ms: p50 ?? null, p95Ms: p95 ?? null, p99Ms: p99 ?? null },
    history,
  };
}

function keyOf({ path, methods }: RouteState): string {
  return `${path} ${methods.join()}`;
}

/** As the gateway does it (src/gateway/routing), but for `RouteIsCaseSensitive`, which it does not tell. */
function matcherOf({ path, methods }: RouteState): (request: LoggedRequest) => boolean {
  const matcher = compilePathTemplate(path, false);
  const taken = new Set([...methods, ...(methods.includes("GET") ? ["HEAD"] : [])]);
  return (request) =>
    (taken.size === 0 || taken.has(request.method)) && matcher.match(request.path) !== undefined;
}
