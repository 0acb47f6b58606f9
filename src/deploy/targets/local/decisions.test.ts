import { expect, test } from "vitest";
import { serviceSchema } from "../../../workspace/schema.js";
import type { Service } from "../../../workspace/workspace.js";
import { type Decision, decideCanary, decideDeploy, decideRollback, servingOf } from "./decisions.js";
import type { Found } from "./rollout-plan.js";
import { type ServiceShape, serviceSpec, specHash } from "./service-spec.js";

const workspace = { name: "shop" };

function service(env: Record<string, string> = {}): Service {
  const file = { apiVersion: "msx/v1", kind: "Service", name: "echo", form: "microservice", owner: "team" };
  return { ...serviceSchema.parse({ ...file, stack: "typescript", env }), folder: "/nowhere" };
}

function shape(version: string, as = service()): ServiceShape {
  return { service: as, version, image: `shop/echo:${version}`, connections: {} };
}

/** What a decision leaves running when it is carried out. */
function carriedOut(found: readonly Found[], { shape: wanted, rollout, before }: Decision): Found[] {
  const removed = rollout.remove.map(({ instance }) => instance);
  const started = rollout.start.map((number): Found => {
    const { labels = {}, ...spec } = serviceSpec(wanted, workspace, number, before);
    const name = `shop-echo-${number}`;
    const instance = { id: name, kind: "service", owner: "echo", number, name, state: "running" } as const;
    const ports = { ports: {}, schemes: {}, innerPorts: {}, settled: true };
    const made = { image: spec.image, version: spec.version, specHash: specHash(wanted), labels };
    return { instance: { ...instance, ...ports, ...made }, serving: true };
  });
  return [...found.filter(({ instance }) => !removed.includes(instance)), ...started];
}

const weights = new Map(Array.from({ length: 9 }, (_, index) => [`shop-echo-${index + 1}`, 100]));
const deploy = (found: readonly Found[], wanted: ServiceShape, replicas = 1): Found[] =>
  carriedOut(found, decideDeploy(found, wanted, replicas));
const canary = (found: readonly Found[], wanted: ServiceShape, percent: number, replicas = 1): Found[] =>
  carriedOut(found, decideCanary(found, wanted, { percent, replicas }, weights));
const rollback = (found: readonly Found[], today = service()): Found[] =>
  carriedOut(
    found,
    decideRollback(today, found, (as, version) => shape(version, as)),
  );

test("a rollback goes back, a second one returns, and a deploy deploys the sources again", () => {
  const one = deploy([], shape("one"), 2);
  const two = deploy(one, shape("two"), 2);
  const back = rollback(two);
  expect(servingOf(back)).toEqual({ version: "one", replicas: 2 });
  expect(servingOf(rollback(back))).toEqual({ version: "two", replicas: 2 });
  expect(servingOf(deploy(back, shape("two"), 2))).toEqual({ version: "two", replicas: 2 });
});

test("what goes back runs with the settings it had, also where only those were changed", () => {
  const before = deploy([], shape("one", service({ GREETING: "hello" })));
  const now = service({ GREETING: "bye" });
  const after = deploy(before, shape("one", now));
  const decision = decideRollback(now, after, (as, version) => shape(version, as));
  expect(decision.shape.service.env).toEqual({ GREETING: "hello" });
  expect(rollback(after, now)[0]?.instance.specHash).toBe(before[0]?.instance.specHash);
});

test("what was never replaced cannot be rolled back, nor what does not run", () => {
  expect(() => rollback(deploy([], shape("one")))).toThrow(/NOTHING_TO_ROLL_BACK/);
  expect(() => rollback([])).toThrow(/NOTHING_TO_ROLL_BACK/);
});

test("a canary runs beside the others, its share is moved, and a deploy finishes it", () => {
  const one = deploy([], shape("one"), 2);
  const ten = canary(one, shape("two"), 10);
  expect(servingOf(ten)).toEqual({
    version: "one",
    replicas: 2,
    canary: { version: "two", percent: 10, replicas: 1 },
  });
  expect(decideCanary(ten, shape("two"), { percent: 10, replicas: 1 }, weights).rollout).toMatchObject({
    start: [],
    remove: [],
  });
  const half = canary(ten, shape("two"), 50, 2);
  expect(servingOf(half)).toMatchObject({ version: "one", canary: { percent: 50, replicas: 2 } });
  const done = deploy(half, shape("two"), 2);
  expect(servingOf(done)).toEqual({ version: "two", replicas: 2 });
  expect(servingOf(rollback(done))).toEqual({ version: "one", replicas: 2 });
});

test("a rollback takes a canary back and keeps the others as they are", () => {
  const one = deploy([], shape("one"));
  const both = canary(one, shape("two"), 30);
  const decision = decideRollback(service({ NEW: "setting" }), both, (as, version) => shape(version, as));
  expect(decision.rollout.start).toEqual([]);
  expect(decision.rollout.remove.map(({ why }) => why)).toEqual(["withdrawn"]);
  expect(carriedOut(both, decision)).toEqual(one);
});

test("weights give the canary its share of what runs", () => {
  const weigh = (percent: number, stable: number, replicas = 1): number | undefined =>
    decideCanary(deploy([], shape("one"), stable), shape("two"), { percent, replicas }, weights).shape.canary
      ?.weight;
  expect(weigh(10, 1)).toBe(11);
  expect(weigh(50, 1)).toBe(100);
  expect(weigh(50, 2, 2)).toBe(100);
  expect(weigh(1, 1)).toBe(1);
  expect(weigh(99, 1)).toBe(9900);
});

test("a canary is refused beside nothing, and where weights cannot express its share", () => {
  const percent = 10;
  expect(() => canary([], shape("two"), percent)).toThrow(/CANARY_WITHOUT_STABLE/);
  const one = deploy([], shape("one"));
  const unweighted = new Map([["shop-echo-1", 1]]);
  const decide = () => decideCanary(one, shape("two"), { percent, replicas: 1 }, unweighted);
  expect(decide).toThrow(/CANARY_SHARE_IMPOSSIBLE/);
  expect(decideCanary(one, shape("one"), { percent, replicas: 1 }, weights).identical).toBe(true);
});
