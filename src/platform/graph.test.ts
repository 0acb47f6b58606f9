import { expect, test } from "vitest";
import { type GraphNode, runGraph, withDependencies } from "./graph.js";

const nodes = [
  { name: "gateway", dependsOn: ["consul", "tracing"] },
  { name: "consul", dependsOn: [] },
  { name: "tracing", dependsOn: [] },
  { name: "postgres", dependsOn: [] },
] as const;

test("a node starts only when what it depends on has ended", async () => {
  const log: string[] = [];
  await runGraph(nodes, async (name) => {
    log.push(`${name} starts`);
    await Promise.resolve();
    log.push(`${name} ends`);
  });
  const gateway = log.indexOf("gateway starts");
  expect(gateway).toBeGreaterThan(log.indexOf("consul ends"));
  expect(gateway).toBeGreaterThan(log.indexOf("tracing ends"));
});

test("nodes that do not depend on each other run at the same time", async () => {
  const started: string[] = [];
  let release: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    release = resolve;
  });
  await runGraph(nodes, async (name) => {
    started.push(name);
    if (started.length === 3) release();
    await all;
  });
  expect(started.slice(0, 3).sort()).toEqual(["consul", "postgres", "tracing"]);
});

test("work is given the outcomes of its dependencies", async () => {
  const outcomes = await runGraph<string, string>(nodes, (name, needed) =>
    Promise.resolve(`${name}(${needed})`),
  );
  expect(outcomes[0]).toBe("gateway(consul(),tracing())");
});

test("what only comes after waits too, and is not given those outcomes", async () => {
  const log: string[] = [];
  const soft: readonly GraphNode<string>[] = [
    { name: "gateway", dependsOn: ["consul"], after: ["aws", "absent"] },
    { name: "consul", dependsOn: [] },
    { name: "aws", dependsOn: [] },
  ];
  await runGraph<string, string>(soft, async (name, needed) => {
    await Promise.resolve();
    log.push(`${name}(${needed})`);
    return name;
  });
  expect(log.at(-1)).toBe("gateway(consul)");
  expect(withDependencies<string, GraphNode<string>>(soft, ["gateway"]).map(({ name }) => name)).toEqual([
    "gateway",
    "consul",
  ]);
});

test("nothing goes on after a rejection is passed on", async () => {
  let ended = false;
  const run = runGraph(nodes, async (name) => {
    if (name === "consul") throw new Error("aborted");
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended = true;
  });
  await expect(run).rejects.toThrow("aborted");
  expect(ended).toBe(true);
});

test("a cycle is named", async () => {
  const cycle = [
    { name: "a", dependsOn: ["b"] },
    { name: "b", dependsOn: ["a"] },
  ];
  await expect(runGraph(cycle, () => Promise.resolve())).rejects.toThrow("a → b → a");
});

test("chosen nodes bring what they depend on, in the given order", () => {
  expect(withDependencies<string, GraphNode<string>>(nodes, ["gateway"]).map(({ name }) => name)).toEqual([
    "gateway",
    "consul",
    "tracing",
  ]);
});
