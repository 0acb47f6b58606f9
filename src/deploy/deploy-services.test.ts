import { expect, test } from "vitest";
import { MsxError } from "../errors/msx-error.js";
import { RecordingIo } from "../io/recording-io.js";
import { applyPlans, planServices } from "./deploy-services.js";
import type { DeployOutcome, DeployPlan, Target } from "./target.js";

function plan(service: string): DeployPlan {
  return {
    service,
    purpose: "deploy",
    version: "0123456789ab",
    replicas: 1,
    steps: [{ kind: "start", instance: `${service}-1`, image: "" }],
  };
}

/** A target whose services end as told; each begins when it is applied. */
function target(ends: Record<string, () => Promise<DeployOutcome>>, begun: string[] = []): Target {
  const refuse = () => Promise.reject(new Error("not part of this test"));
  return {
    name: "local",
    prepare: () => Promise.resolve(),
    plan: (service) =>
      service.name === "broken"
        ? Promise.reject(new MsxError("BUILD_FAILED", { service: "broken", logs: "no Dockerfile" }))
        : Promise.resolve(plan(service.name)),
    apply: ({ service }) => {
      begun.push(service);
      return ends[service]?.() ?? refuse();
    },
    status: refuse,
    planRollback: refuse,
    destroy: refuse,
  };
}

const deployed = (): Promise<DeployOutcome> =>
  Promise.resolve({ state: "deployed", version: "0123456789ab", replicas: 1 });
const quiet = new AbortController().signal;

test("a service that cannot be planned is an outcome, and the others are planned", async () => {
  const services = ["broken", "fine"].map((name) => ({ name, calls: [] }) as never);
  const plans = await planServices(target({}), services, { replicas: 1 });
  const outcomes = await applyPlans(target({ fine: deployed }), plans, new RecordingIo(), quiet);
  expect(outcomes.map(({ service, state, error }) => [service, state, error?.code])).toEqual([
    ["broken", "failed", "BUILD_FAILED"],
    ["fine", "deployed", undefined],
  ]);
});

test("outcomes stand in the order of the plans, however long each took", async () => {
  const slow = async (): Promise<DeployOutcome> => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return deployed();
  };
  const outcomes = await applyPlans(
    target({ aa: slow, bb: deployed }),
    [plan("aa"), plan("bb")],
    new RecordingIo(),
    quiet,
  );
  expect(outcomes.map(({ service }) => service)).toEqual(["aa", "bb"]);
});

test("trouble of the environment is thrown, once the others have ended", async () => {
  const trouble = new MsxError("DOCKER_FAILED", { detail: "no space left", doing: "building", remedy: "" });
  const io = new RecordingIo();
  const ends = { aa: () => Promise.reject(trouble), bb: deployed };
  await expect(applyPlans(target(ends), [plan("aa"), plan("bb")], io, quiet)).rejects.toBe(trouble);
  expect(io.events.filter((event) => event.type === "task" && event.state === "failed")).toHaveLength(1);
});

test("after an abort nothing more is begun", async () => {
  const begun: string[] = [];
  const stopped = AbortSignal.abort();
  const work = applyPlans(target({ aa: deployed }, begun), [plan("aa")], new RecordingIo(), stopped);
  await expect(work).rejects.toMatchObject({ name: "AbortError" });
  expect(begun).toEqual([]);
});
