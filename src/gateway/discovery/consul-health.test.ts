import { describe, expect, it } from "vitest";
import { nextIndex, readInstances } from "./consul-health.js";

describe("nextIndex", () => {
  it.each([
    [0, 12, 12],
    [12, 12, 12],
    [12, 15, 15],
    [12, 3, 0],
    [0, 0, 1],
    [12, undefined, 0],
  ])("after %s, an answer with index %s is followed by %s", (previous, answered, next) => {
    expect(nextIndex(previous, answered)).toBe(next);
  });
});

describe("readInstances", () => {
  const entry = (port: number, more: object = {}) => ({
    Node: { Address: "10.0.0.9" },
    Service: { Address: "10.0.0.1", Port: port, ...more },
  });

  it("takes the weight an instance was registered with, 1 when there is none", () => {
    const found = readInstances([entry(1, { Weights: { Passing: 9, Warning: 1 } }), entry(2)]);
    expect(found).toEqual([
      { host: "10.0.0.1", port: 1, weight: 9 },
      { host: "10.0.0.1", port: 2, weight: 1 },
    ]);
  });

  it("leaves only the instances tagged dev while there are any", () => {
    const [deployed, dev] = [entry(1, { Tags: ["v1"] }), entry(2, { Tags: ["v1", "dev"] })];
    expect(readInstances([deployed, dev]).map(({ port }) => port)).toEqual([2]);
    expect(readInstances([deployed]).map(({ port }) => port)).toEqual([1]);
  });

  it("leaves out what cannot be dialled, a dev instance too", () => {
    const broken = entry(0, { Tags: ["dev"] });
    expect(readInstances([broken, entry(1, { Tags: null })]).map(({ port }) => port)).toEqual([1]);
  });
});
