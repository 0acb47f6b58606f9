import { expect, test } from "vitest";
import { decideStep } from "./decide-step.js";
import type { DockerInstance } from "./instances.js";

const healthy: DockerInstance = {
  id: "c1",
  kind: "resource",
  owner: "postgres",
  number: 1,
  name: "shop-postgres-1",
  state: "running",
  settled: true,
  specHash: "hash",
  ports: { postgres: 5432 },
  schemes: { postgres: "postgres" },
  innerPorts: { postgres: 5432 },
  image: "postgres:17",
  labels: {},
  networkIds: ["net"],
  published: true,
};
const decide = (
  change: Partial<DockerInstance> = {},
  wanted: string | undefined = "hash",
  net = "net",
  free = true,
) => decideStep({ ...healthy, ...change }, wanted, net, free);

test("what is right is kept", () => {
  expect(decide()).toEqual({ action: "keep" });
});

test("what is not there is created", () => {
  expect(decideStep(undefined, "hash", "net", true).action).toBe("create");
});

test.each([
  ["a paused one is unpaused", { state: "paused" }, "unpause"],
  ["a stopped one is started", { state: "stopped" }, "start"],
  ["one that was never started is made again", { state: "created" }, "recreate"],
  ["one in a crash loop is made again", { state: "restarting" }, "recreate"],
  ["a dead one is made again", { state: "dead" }, "recreate"],
  ["one of another spec is made again", { specHash: "other" }, "recreate"],
  ["one cut off from the network is made again", { networkIds: [] }, "recreate"],
  ["one on a network that was replaced is made again", { networkIds: ["old"], state: "stopped" }, "recreate"],
  ["one whose ports were not published is made again", { published: false }, "recreate"],
] as const)("%s", (_, change, action) => {
  expect(decide(change).action).toBe(action);
});

test("a stopped one whose port is taken by now is made again on another", () => {
  expect(decide({ state: "stopped" }, "hash", "net", false)).toEqual({
    action: "recreate",
    why: "platform.why.ports",
  });
});
