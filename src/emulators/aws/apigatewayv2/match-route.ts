import { comparePaths, matchRoutePath, parseRoutePath, type RoutePath } from "../execute-api/route-path.js";
import type { Integration, Route, Served } from "./http-api.js";

interface KnownRoute {
  readonly route: Route;
  readonly verb: string;
  readonly path: RoutePath;
  readonly isGreedy: boolean;
}

export interface MatchedRoute {
  readonly route: Route;
  /** Absent where the route has none. */
  readonly integration?: Integration;
  /** Undecoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** By deployment, since those do not change. */
const known = new WeakMap<Served, readonly KnownRoute[]>();

/**
 * The route that answers a request: a full match before one with a greedy variable, a fixed segment before a variable, a
 * verb before `ANY`, `$default` last (developer guide, "Routing API requests").
 */
export function matchRoute(served: Served, verb: string, path: string): MatchedRoute | undefined {
  for (const one of routesOf(served)) {
    if (one.verb !== verb && one.verb !== "ANY") continue;
    const pathParameters = matchRoutePath(one.path, path);
    if (pathParameters !== undefined) return { ...withIntegration(served, one.route), pathParameters };
  }
  const last = Object.values(served.routes).find(({ routeKey }) => routeKey === "$default");
  return last && { ...withIntegration(served, last), pathParameters: {} };
}

function withIntegration(served: Served, route: Route): Omit<MatchedRoute, "pathParameters"> {
  const integration = served.integrations[route.target?.replace("integrations/", "") ?? ""];
  return { route, ...(integration !== undefined && { integration }) };
}

function routesOf(served: Served): readonly KnownRoute[] {
  const before = known.get(served);
  if (before !== undefined) return before;
  const all = Object.values(served.routes).flatMap((route): KnownRoute[] => {
    const [verb = "", template] = route.routeKey.split(" ");
    if (template === undefined) return [];
    const path = parseRoutePath(template);
    return [{ route, verb, path, isGreedy: path.segments.at(-1)?.kind === "greedy" }];
  });
  all.sort(
    (one, other) =>
      Number(one.isGreedy) - Number(other.isGreedy) ||
      comparePaths(one.path, other.path) ||
      Number(one.verb === "ANY") - Number(other.verb === "ANY"),
  );
  known.set(served, all);
  return all;
}
