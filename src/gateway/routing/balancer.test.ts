import { Pool } from "undici";
import { describe, expect, it } from "vitest";
import type { Upstream } from "../proxy/upstream.js";
import { createBalancer } from "./balancer.js";

function upstream(port: number, inFlight = 0): Upstream {
  return { address: `h:${port}`, host: "h", port, pool: new Pool(`http://h:${port}`), inFlight };
}

describe("createBalancer", () => {
  const [a, b, c] = [upstream(1), upstream(2), upstream(3)] as const;

  it("round robin takes turns and passes over what was tried", () => {
    const balancer = createBalancer("RoundRobin");
    const picks = Array.from({ length: 6 }, () => balancer.pick([a, b, c])?.port);
    expect([...picks].sort()).toEqual([1, 1, 2, 2, 3, 3]);
    expect(new Set(picks.slice(0, 3)).size).toBe(3);
    expect(balancer.pick([a, b, c], new Set([a, c]))).toBe(b);
    expect(balancer.pick([a], new Set([a]))).toBeUndefined();
    expect(balancer.pick([])).toBeUndefined();
  });

  it("round robin goes on when instances disappear", () => {
    const balancer = createBalancer("RoundRobin");
    balancer.pick([a, b, c]);
    balancer.pick([a, b, c]);
    expect(balancer.pick([a])).toBe(a);
  });

  it("least connection takes the quietest, and equals in turn", () => {
    const balancer = createBalancer("LeastConnection");
    expect(balancer.pick([upstream(1, 2), upstream(2, 1), upstream(3, 5)])?.port).toBe(2);
    expect(new Set(Array.from({ length: 3 }, () => balancer.pick([a, b, c])?.port)).size).toBe(3);
  });

  it("no load balancer takes the first, as Ocelot does", () => {
    const balancer = createBalancer("NoLoadBalancer");
    expect([balancer.pick([a, b]), balancer.pick([a, b]), balancer.pick([a, b], new Set([a]))]).toEqual([
      a,
      a,
      b,
    ]);
  });
});
