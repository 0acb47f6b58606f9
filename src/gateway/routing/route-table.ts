import type { Route } from "./route.js";

/** What a request's method and path lead to. */
export type RouteMatch =
  | { readonly kind: "route"; readonly route: Route; readonly values: Readonly<Record<string, string>> }
  /** The path is known, the method is not; `allow` is what it takes. */
  | { readonly kind: "method"; readonly allow: ReadonlySet<string> }
  | { readonly kind: "none" };

const NONE: RouteMatch = { kind: "none" };

/** All routes, in the order they are tried: by priority, then the more specific template, then as the file has them. */
export class RouteTable {
  readonly routes: readonly Route[];

  constructor(routes: readonly Route[]) {
    this.routes = [...routes].sort(
      (a, b) => b.config.priority - a.config.priority || b.matcher.literalLength - a.matcher.literalLength,
    );
  }

  match(method: string, path: string): RouteMatch {
    let allow: Set<string> | undefined;
    for (const route of this.routes) {
      const values = route.matcher.match(path);
      if (values === undefined) continue;
      if (route.methods === undefined || route.methods.has(method)) return { kind: "route", route, values };
      allow ??= new Set();
      for (const known of route.methods) allow.add(known);
    }
    return allow === undefined ? NONE : { kind: "method", allow };
  }

  /** The methods that a path takes; undefined when no route knows it. A route for every method gives the usual ones. */
  methodsOf(path: string): string | undefined {
    const methods = new Set<string>();
    for (const route of this.routes) {
      if (route.matcher.match(path) === undefined) continue;
      for (const method of route.methods ?? ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        methods.add(method);
    }
    return methods.size === 0 ? undefined : [...methods].join(", ");
  }
}
