import { describe, expect, it } from "vitest";
import type { InstanceList } from "../discovery/instance-source.js";
import { instanceList } from "../discovery/instance-source.js";
import { ConnectionPool } from "../proxy/connection-pool.js";
import type { Upstream } from "../proxy/upstream.js";
import { createBalancer } from "./balancer.js";

function upstream(port: number, inFlight = 0): Upstream {
  const address = `h:${port}`;
  const dial = { host: "h", port };
  const pool = new ConnectionPool({
    scheme: "http",
    host: "h",
    dial,
    connectTimeoutMs: 1,
    bodyIdleTimeoutMs: 1,
  });
  return { address, authority: address, host: "h", port, pool, inFlight };
}

function equal(...upstreams: Upstream[]): InstanceList {
  return { upstreams, weights: undefined };
}

describe("createBalancer", () => {
  const [a, b, c] = [upstream(1), upstream(2), upstream(3)] as const;

  it("round robin takes turns and passes over what was tried", () => {
    const balancer = createBalancer("RoundRobin");
    const picks = Array.from({ length: 6 }, () => balancer.pick(equal(a, b, c))?.port);
    expect([...picks].sort()).toEqual([1, 1, 2, 2, 3, 3]);
    expect(new Set(picks.slice(0, 3)).size).toBe(3);
    expect(balancer.pick(equal(a, b, c), new Set([a, c]))).toBe(b);
    expect(balancer.pick(equal(a), new Set([a]))).toBeUndefined();
    expect(balancer.pick(equal())).toBeUndefined();
  });

  it("round robin goes on when instances disappear", () => {
    const balancer = createBalancer("RoundRobin");
    balancer.pick(equal(a, b, c));
    balancer.pick(equal(a, b, c));
    expect(balancer.pick(equal(a))).toBe(a);
  });

  it("least connection takes the quietest, and equals in turn", () => {
    const balancer = createBalancer("LeastConnection");
    expect(balancer.pick(equal(upstream(1, 2), upstream(2, 1), upstream(3, 5)))?.port).toBe(2);
    expect(new Set(Array.from({ length: 3 }, () => balancer.pick(equal(a, b, c))?.port)).size).toBe(3);
  });

  it("no load balancer takes the first, as Ocelot does", () => {
    const balancer = createBalancer("NoLoadBalancer");
    expect([
      balancer.pick(equal(a, b)),
      balancer.pick(equal(a, b)),
      balancer.pick(equal(a, b), new Set([a])),
    ]).toEqual([a, a, b]);
  });

  it("weighted round robin gives each its exact share, spread out", () => {
    const balancer = createBalancer("RoundRobin");
    const list = instanceList([a, b], [3, 1]);
    const picks = Array.from({ length: 8 }, () => balancer.pick(list)?.port);
    expect(picks).toEqual([1, 1, 2, 1, 1, 1, 2, 1]);
  });

  it("weights keep their count when the list changes, so a small share is not lost in changes", () => {
    const balancer = createBalancer("RoundRobin");
    const ports = Array.from({ length: 20 }, () => balancer.pick(instanceList([a, b], [9, 1]))?.port);
    expect(ports.filter((port) => port === 2)).toHaveLength(2);
  });

  it("weights pass over what was tried, and give up when all were", () => {
    for (const type of ["RoundRobin", "LeastConnection"] as const) {
      const balancer = createBalancer(type);
      const list = instanceList([a, b], [9, 1]);
      expect(balancer.pick(list, new Set([a]))).toBe(b);
      expect(balancer.pick(list, new Set([a, b]))).toBeUndefined();
    }
  });

  it("weighted least connection takes the least load for its weight, and the idle in turn by weight", () => {
    const balancer = createBalancer("LeastConnection");
    expect(balancer.pick(instanceList([upstream(1, 4), upstream(2, 2)], [3, 1]))?.port).toBe(1);
    expect(balancer.pick(instanceList([upstream(1, 7), upstream(2, 2)], [3, 1]))?.port).toBe(2);
    const idle = instanceList([a, b], [3, 1]);
    const picks = Array.from({ length: 8 }, () => balancer.pick(idle)?.port);
    expect(picks.filter((port) => port === 2)).toHaveLength(2);
  });

  it("equal weights are no weights", () => {
    expect(instanceList([a, b], [5, 5]).weights).toBeUndefined();
  });
});
