import { type Detail, mapTexts, phrase, reasonOf } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import type { Instance, ServiceEngine, ServiceSpec } from "../../../platform/engines/engine.js";
import { waitHealthy } from "../../../platform/wait-healthy.js";
import type { Service } from "../../../workspace/workspace.js";
import { probeConsul, probeGateway, probeReady } from "./probes.js";
import { type RetireContext, retire } from "./retire.js";
import type { RolloutPlan } from "./rollout-plan.js";

const logLines = 50;

/** What a rollout needs of its platform. */
export interface RolloutContext extends RetireContext {
  readonly engine: ServiceEngine;
  /** What new replicas must be registered with in Consul, where that matters. */
  readonly weight: number | undefined;
  /** Puts the workspace's route file into the running gateway. */
  syncRoutes(): Promise<void>;
  /** From the start of the first replica until the gateway leads to all of them. */
  readonly timeoutMs: number;
  /** Takes the workspace's secrets out of a text. */
  mask(text: string): string;
  readonly report: (step: RolloutStep) => void;
}

export type RolloutStep =
  | { readonly kind: "starting" | "waiting" | "draining"; readonly instance: string }
  | { readonly kind: "routing" };

/**
 * Starts what the plan starts, waits until it is ready, passing in Consul and known to the gateway, and only then drains
 * what it replaces. When it fails or is aborted, what it started is removed and what served before is as it was.
 * @throws MsxError NOT_READY with the last log lines; DOCKER_FAILED and its like; the signal's reason
 */
export async function rollOut(
  service: Service,
  plan: RolloutPlan,
  specOf: (number: number) => ServiceSpec,
  context: RolloutContext,
  signal: AbortSignal,
): Promise<void> {
  const replaced = await removeRemains(service, plan, context);
  const started: Instance[] = [];
  const deadline = performance.now() + context.timeoutMs;
  let newest: Instance | undefined;
  try {
    for (const number of plan.start) {
      context.report({ kind: "starting", instance: `${service.name} ${number}` });
      newest = await context.engine.start(specOf(number), signal);
      started.push(newest);
    }
    for (newest of started) await becomesReady(newest, service, context, { deadline, signal });
    await becomesRouted(service, context, { deadline, signal });
    for (const instance of [...plan.keep, ...started]) {
      if (!instance.settled) await context.engine.settle(instance);
    }
  } catch (error) {
    const failure =
      error instanceof MsxError || signal.aborted ? error : await notReady(error, service, newest, context);
    await retire(service.name, started, context);
    throw failure;
  }
  if (replaced.length === 0) return;
  context.report({ kind: "draining", instance: replaced.map(({ name }) => name).join(", ") });
  await retire(service.name, replaced, context);
}

/**
 * What ended, or was left half-way by a killed deploy and does not serve, is of no use even if this rollout fails.
 * @returns what is to be removed later
 */
async function removeRemains(
  service: Service,
  plan: RolloutPlan,
  context: RolloutContext,
): Promise<readonly Instance[]> {
  const isUseless = ({ instance, why }: RolloutPlan["remove"][number]): boolean =>
    why === "broken" && (instance.state !== "running" || !instance.settled);
  const now = plan.remove.filter(isUseless).map(({ instance }) => instance);
  await retire(service.name, now, context);
  return plan.remove.map(({ instance }) => instance).filter((instance) => !now.includes(instance));
}

interface Until {
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

async function becomesReady(
  instance: Instance,
  service: Service,
  { engine, consulUrl, weight, report }: RolloutContext,
  { deadline, signal }: Until,
): Promise<void> {
  const { name: id } = instance;
  report({ kind: "waiting", instance: id });
  await waitHealthy({
    async check(within) {
      await probeReady(instance, service, within);
      if (consulUrl !== undefined) await probeConsul(consulUrl, service.name, { id, weight }, within);
    },
    ended: async () => endOf(await engine.inspect(instance)),
    timeoutMs: deadline - performance.now(),
    signal,
  });
}

/** Why a replica can never become ready any more, or undefined while it can. */
function endOf(instance: Instance | undefined): Detail | undefined {
  if (instance === undefined) return phrase("container-gone");
  if (instance.state === "running") return undefined;
  if (instance.exitCode !== undefined) return phrase("ended-with", { code: instance.exitCode });
  return phrase("container-is", { state: instance.state });
}

async function becomesRouted(
  service: Service,
  { gatewayUrl, consulUrl, report, syncRoutes }: RolloutContext,
  { deadline, signal }: Until,
): Promise<void> {
  if (gatewayUrl === undefined) return;
  report({ kind: "routing" });
  await syncRoutes();
  await waitHealthy({
    check: (within) => probeGateway({ gatewayUrl, consulUrl }, service.name, within),
    ended: () => Promise.resolve(undefined),
    timeoutMs: deadline - performance.now(),
    signal,
  });
}

async function notReady(
  error: unknown,
  service: Service,
  instance: Instance | undefined,
  { engine, mask, timeoutMs }: RolloutContext,
): Promise<MsxError> {
  const lines = instance === undefined ? [] : await engine.tail(instance, logLines);
  const params = {
    service: service.name,
    version: instance?.version ?? "",
    seconds: Math.round(timeoutMs / 1000),
    detail: mapTexts(reasonOf(error), mask),
    logs: mask(lines.join("\n")) || "-",
  };
  return new MsxError("NOT_READY", params, { cause: error });
}
