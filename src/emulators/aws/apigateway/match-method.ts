import { comparePaths, matchRoutePath, parseRoutePath, type RoutePath } from "../execute-api/route-path.js";
import type { Integration, Resource, Served } from "./rest-api.js";

interface KnownMethod {
  readonly path: RoutePath;
  readonly verb: string;
  readonly resource: Resource;
  readonly integration: Integration;
}

export interface MatchedMethod {
  readonly resource: Resource;
  readonly integration: Integration;
  /** Undecoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** By deployment, since those do not change. */
const known = new WeakMap<Served, readonly KnownMethod[]>();

/** The method that answers a request: the most specific path's own verb, else its `ANY`, else those of the next path. */
export function matchMethod(served: Served, verb: string, path: string): MatchedMethod | undefined {
  for (const method of methodsOf(served)) {
    if (method.verb !== verb && method.verb !== "ANY") continue;
    const pathParameters = matchRoutePath(method.path, path);
    if (pathParameters === undefined) continue;
    return { resource: method.resource, integration: method.integration, pathParameters };
  }
  return undefined;
}

function methodsOf(served: Served): readonly KnownMethod[] {
  const before = known.get(served);
  if (before !== undefined) return before;
  const all = Object.values(served.resources).flatMap((resource) => {
    const path = parseRoutePath(resource.path);
    return Object.entries(resource.resourceMethods).flatMap(([verb, { methodIntegration }]) =>
      methodIntegration === undefined ? [] : [{ path, verb, resource, integration: methodIntegration }],
    );
  });
  const anyLast = (verb: string): number => (verb === "ANY" ? 1 : 0);
  all.sort((one, other) => comparePaths(one.path, other.path) || anyLast(one.verb) - anyLast(other.verb));
  known.set(served, all);
  return all;
}
