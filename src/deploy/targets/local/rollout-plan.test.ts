import { expect, test } from "vitest";
import type { Instance } from "../../../platform/engines/engine.js";
import { type Found, planRollout } from "./rollout-plan.js";

function found(number: number, specHash: string, serving = true): Found {
  const instance: Instance = {
    id: `id-${number}`,
    kind: "service",
    owner: "order-service",
    number,
    name: `shop-order-service-${number}`,
    state: "running",
    settled: true,
    specHash,
    ports: {},
    schemes: {},
    innerPorts: {},
    image: "",
    labels: {},
  };
  return { instance, serving };
}

function plan(instances: readonly Found[], replicas = 1) {
  const { keep, start, remove } = planRollout(instances, { specHash: "new", replicas });
  return {
    keep: keep.map(({ number }) => number),
    start,
    remove: remove.map(({ instance, why }) => `${instance.number} ${why}`),
  };
}

test("nothing runs: the first replicas are started", () => {
  expect(plan([], 2)).toEqual({ keep: [], start: [1, 2], remove: [] });
});

test("what serves in the wanted shape is kept and nothing else happens", () => {
  expect(plan([found(3, "new")])).toEqual({ keep: [3], start: [], remove: [] });
});

test("another version is replaced by a replica under the next free number", () => {
  expect(plan([found(1, "old")])).toEqual({ keep: [], start: [2], remove: ["1 replaced"] });
  expect(plan([found(2, "old")])).toEqual({ keep: [], start: [1], remove: ["2 replaced"] });
});

test("replicas are added and taken away", () => {
  expect(plan([found(1, "new")], 3)).toEqual({ keep: [1], start: [2, 3], remove: [] });
  expect(plan([found(1, "new"), found(2, "new")], 1)).toEqual({
    keep: [1],
    start: [],
    remove: ["2 surplus"],
  });
});

test("what a killed deploy left is adopted when it serves, replaced when it does not", () => {
  expect(plan([found(1, "old"), found(2, "new")])).toEqual({ keep: [2], start: [], remove: ["1 replaced"] });
  expect(plan([found(1, "old"), found(2, "new", false)])).toEqual({
    keep: [],
    start: [3],
    remove: ["1 replaced", "2 broken"],
  });
});
