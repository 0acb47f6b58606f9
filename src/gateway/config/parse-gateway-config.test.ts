import { describe, expect, it } from "vitest";
import { GatewayConfigError } from "./gateway-config-error.js";
import { parseGatewayConfig } from "./parse-gateway-config.js";

const route = {
  UpstreamPathTemplate: "/api/users/{everything}",
  UpstreamHttpMethod: ["get", "POST"],
  DownstreamPathTemplate: "/api/v1/users/{everything}",
  DownstreamHostAndPorts: [{ Host: "user-service", Port: 80 }],
};

function parse(file: unknown) {
  return parseGatewayConfig(JSON.stringify(file));
}

function issuesOf(file: unknown): Record<string, string> {
  try {
    parse(file);
  } catch (error) {
    if (error instanceof GatewayConfigError) {
      return Object.fromEntries(error.issues.map(({ path, message }) => [path, message]));
    }
    throw error;
  }
  return {};
}

describe("parseGatewayConfig", () => {
  it("fills in Ocelot's defaults", () => {
    const { config, warnings } = parse({ Routes: [route] });
    expect(config.routes).toEqual([
      {
        name: "GET,POST /api/users/{everything}",
        upstreamPath: "/api/users/{everything}",
        methods: ["GET", "POST"],
        caseSensitive: false,
        downstreamPath: "/api/v1/users/{everything}",
        scheme: "http",
        serviceName: undefined,
        hosts: [{ host: "user-service", port: 80, weight: 1 }],
        priority: 1,
        balancing: "RoundRobin",
        timeoutMs: undefined,
        breaker: undefined,
        rateLimit: undefined,
        authentication: undefined,
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it("takes timeout and balancer from the route, else from GlobalConfiguration", () => {
    const own = { QoSOptions: { TimeoutValue: 50 }, LoadBalancerOptions: { Type: "LeastConnection" } };
    const { config } = parse({
      Routes: [
        { ...route, ...own },
        { ...route, UpstreamPathTemplate: "/x/{everything}" },
      ],
      GlobalConfiguration: {
        QoSOptions: { TimeoutValue: 700 },
        LoadBalancerOptions: { Type: "NoLoadBalancer" },
        ServiceDiscoveryProvider: { Host: "consul", Port: 8500, Token: "t" },
      },
    });
    expect(config.routes.map(({ timeoutMs, balancing }) => [timeoutMs, balancing])).toEqual([
      [50, "LeastConnection"],
      [700, "NoLoadBalancer"],
    ]);
    expect(config.consul).toEqual({ url: "http://consul:8500", token: "t" });
  });

  it("allows comments, trailing commas and a byte order mark, as .NET does", () => {
    const text = `\uFEFF// ocelot.json
      { "Routes": [ /* none yet, */ ], }`;
    expect(parseGatewayConfig(text).config.routes).toEqual([]);
  });

  it("does not take a // inside a string for a comment", () => {
    const text = `{ "Routes": [], "GlobalConfiguration": { "BaseUrl": "http://localhost,]" } }`;
    expect(parseGatewayConfig(text).warnings.map(({ path }) => path)).toEqual([
      "GlobalConfiguration.BaseUrl",
    ]);
  });

  it("names every fault with its JSON path", () => {
    expect(
      issuesOf({
        Routes: [
          { ...route, DownstreamHostAndPorts: [{ Host: "a b", Port: 99999 }] },
          { ...route, UpstreamPathTemplate: "users", LoadBalancerOptions: { Type: "Fastest" } },
          { ...route, QoSOptions: { TimeoutValue: "5s" } },
          { UpstreamPathTemplate: "/x" },
        ],
      }),
    ).toMatchObject({
      "Routes[0].DownstreamHostAndPorts[0].Host": "must be a host name or an IP address",
      "Routes[0].DownstreamHostAndPorts[0].Port": expect.stringContaining("65535"),
      "Routes[1].UpstreamPathTemplate": "must start with /",
      "Routes[1].LoadBalancerOptions.Type": "must be RoundRobin, LeastConnection or NoLoadBalancer",
      "Routes[2].QoSOptions.TimeoutValue": expect.stringContaining("number"),
      "Routes[3].DownstreamPathTemplate": expect.any(String),
    });
  });

  it("reads the weight of an instance, and refuses a route that sends nothing anywhere", () => {
    const hosts = (...weights: number[]) =>
      weights.map((Weight, index) => ({ Host: "h", Port: index + 1, Weight }));
    const { config } = parse({ Routes: [{ ...route, DownstreamHostAndPorts: hosts(9, 0) }] });
    expect(config.routes[0]?.hosts.map(({ weight }) => weight)).toEqual([9, 0]);
    expect(issuesOf({ Routes: [{ ...route, DownstreamHostAndPorts: hosts(0, 0) }] })).toEqual({
      "Routes[0].DownstreamHostAndPorts": "needs an instance with a Weight above 0",
    });
    expect(issuesOf({ Routes: [{ ...route, DownstreamHostAndPorts: hosts(-1) }] })).toHaveProperty([
      "Routes[0].DownstreamHostAndPorts[0].Weight",
    ]);
  });

  it("refuses a placeholder that has no value, a route without instances, and a route taken twice", () => {
    expect(
      issuesOf({
        Routes: [
          { ...route, DownstreamPathTemplate: "/api/v1/users/{id}" },
          { ...route, UpstreamPathTemplate: "/y", DownstreamPathTemplate: "/y", DownstreamHostAndPorts: [] },
          { ...route, UpstreamPathTemplate: "/API/users/{rest}", DownstreamPathTemplate: "/{rest}" },
        ],
      }),
    ).toEqual({
      "Routes[0].DownstreamPathTemplate":
        "{id} does not occur in UpstreamPathTemplate /api/users/{everything}",
      "Routes[1]": "needs DownstreamHostAndPorts, a ServiceName or LambdaOptions",
      "Routes[2].UpstreamPathTemplate": "GET /API/users/{rest} is already taken by Routes[0]",
    });
  });

  it("accepts keys it does not act on, with one warning a key", () => {
    const { warnings } = parse({
      Routes: [
        { ...route, CacheOptions: { TtlSeconds: 3 }, UpstreamHttpMethods: [] },
        { ...route, UpstreamPathTemplate: "/x/{everything}", CacheOptions: {} },
      ],
    });
    expect(warnings).toEqual([
      {
        path: "Routes[0].CacheOptions",
        message: "CacheOptions is accepted and has no effect in this gateway (2 times)",
      },
      {
        path: "Routes[0].UpstreamHttpMethods",
        message: "UpstreamHttpMethods is not a key of ocelot.json and has no effect",
      },
    ]);
  });

  it("says where JSON breaks", () => {
    expect(() => parseGatewayConfig('{ "Routes": [ }')).toThrow(/not valid JSON: Unexpected token '}'/);
    expect(issuesOf([])).toHaveProperty([""]);
    expect(issuesOf({})).toEqual({ Routes: "must be a list of routes" });
  });
});
