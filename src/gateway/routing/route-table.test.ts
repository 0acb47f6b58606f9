import { describe, expect, it } from "vitest";
import { parseGatewayConfig } from "../config/parse-gateway-config.js";
import type { InstanceSource } from "../discovery/instance-source.js";
import { compileRoute } from "./route.js";
import { RouteTable } from "./route-table.js";

const source: InstanceSource = {
  kind: "static",
  instances: { upstreams: [], weights: undefined },
  state: "live",
  ready: Promise.resolve(),
  close() {},
};

function table(
  ...routes: { up: string; down?: string; methods?: string[]; priority?: number }[]
): RouteTable {
  const { config } = parseGatewayConfig(
    JSON.stringify({
      Routes: routes.map(({ up, down = "/", methods = [], priority = 1 }) => ({
        UpstreamPathTemplate: up,
        UpstreamHttpMethod: methods,
        DownstreamPathTemplate: down,
        DownstreamHostAndPorts: [{ Host: "h", Port: 1 }],
        Priority: priority,
      })),
    }),
  );
  return new RouteTable(config.routes.map((route) => compileRoute(route, source, 1000, () => {})));
}

function winner(routes: RouteTable, method: string, path: string): string | undefined {
  const match = routes.match(method, path);
  return match.kind === "route" ? match.route.config.upstreamPath : undefined;
}

describe("RouteTable", () => {
  it("tries a higher priority first", () => {
    const routes = table(
      { up: "/goods/{all}", priority: 0 },
      { up: "/goods/{id}/x", priority: 1 },
      { up: "/{all}", priority: 2 },
    );
    expect(winner(routes, "GET", "/goods/1/x")).toBe("/{all}");
  });

  it("tries the more specific template first among equals", () => {
    const routes = table({ up: "/{all}" }, { up: "/goods/{id}" }, { up: "/goods/delete" });
    expect(winner(routes, "GET", "/goods/delete")).toBe("/goods/delete");
    expect(winner(routes, "GET", "/goods/1")).toBe("/goods/{id}");
    expect(winner(routes, "GET", "/other")).toBe("/{all}");
  });

  it("joins routes of one path and different methods, and GET brings HEAD", () => {
    const routes = table({ up: "/a", methods: ["GET"] }, { up: "/a", methods: ["PUT"] });
    expect(winner(routes, "HEAD", "/a")).toBe("/a");
    expect(winner(routes, "PUT", "/a")).toBe("/a");
    expect(routes.match("DELETE", "/a")).toEqual({ kind: "method", allow: new Set(["GET", "HEAD", "PUT"]) });
    expect(routes.methodsOf("/a")).toBe("GET, HEAD, PUT");
    expect(routes.match("GET", "/b")).toEqual({ kind: "none" });
  });
});

describe("Route", () => {
  const [users] = table({ up: "/api/users/{everything}", down: "/api/v1/users/{everything}" }).routes;
  const [search] = table({ up: "/s/{q}", down: "/find?q={q}" }).routes;

  it("keeps the query", () => {
    expect(users?.target({ everything: "7" }, "?a=1&a=2")).toBe("/api/v1/users/7?a=1&a=2");
    expect(search?.target({ q: "x" }, "?page=2")).toBe("/find?q=x&page=2");
  });

  it.each([
    ["/api/v1/users/7", "/api/users/7"],
    ["/api/v1/users/7?x=1#y", "/api/users/7?x=1#y"],
    ["http://10.0.0.5:8080/api/v1/users/7", "/api/users/7"],
    ["http://elsewhere/api/v1/users/7", "http://elsewhere/api/v1/users/7"],
    ["/login", "/login"],
    ["relative", "relative"],
  ])("shows the client its own path for the location %s", (location, shown) => {
    expect(users?.mapLocation(location, "10.0.0.5:8080")).toBe(shown);
  });

  it("leaves locations alone where the templates cannot be read backwards", () => {
    expect(search?.mapLocation("/find", "h:1")).toBe("/find");
  });
});
