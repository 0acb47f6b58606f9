import { MsxError } from "../../../errors/msx-error.js";
import type { Instance, ServiceEngine, ServiceSpec } from "../../../platform/engines/engine.js";
import { reasonOf, waitHealthy } from "../../../platform/wait-healthy.js";
import type { Service } from "../../../workspace/workspace.js";
import { deregister, probeConsul, probeGateway, probeReady } from "./probes.js";
import type { RolloutPlan } from "./rollout-plan.js";

/** SIGTERM to SIGKILL: more than the chassis' own 10 s (SHUTDOWN_GRACE_MS), so that it is never cut off. */
const graceSeconds = 15;
const logLines = 50;

/** What a rollout needs of its platform. */
export interface RolloutContext {
  readonly engine: ServiceEngine;
  /** From the host, without a trailing slash; undefined when the workspace does without. */
  readonly consulUrl: string | undefined;
  /** Undefined, too, for a service that has no route. */
  readonly gatewayUrl: string | undefined;
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
  const replaced = await removeRemains(plan, context);
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
    for (const instance of started) await take(instance, context);
    throw failure;
  }
  for (const instance of replaced) {
    context.report({ kind: "draining", instance: instance.name });
    await take(instance, context);
  }
}

/** Removes an instance after draining it, and makes sure that Consul forgets it. */
export async function take(
  instance: Instance,
  context: Pick<RolloutContext, "engine" | "consulUrl">,
): Promise<void> {
  await context.engine.remove(instance, graceSeconds);
  if (context.consulUrl !== undefined) await deregister(context.consulUrl, instance.name);
}

/**
 * What ended, or was left half-way by a killed deploy and does not serve, is of no use even if this rollout fails.
 * @returns what is to be removed later
 */
async function removeRemains(plan: RolloutPlan, context: RolloutContext): Promise<readonly Instance[]> {
  const later: Instance[] = [];
  for (const { instance, why } of plan.remove) {
    const useless = why === "broken" && (instance.state !== "running" || !instance.settled);
    if (useless) await take(instance, context);
    else later.push(instance);
  }
  return later;
}

interface Until {
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

async function becomesReady(
  instance: Instance,
  service: Service,
  { engine, consulUrl, report }: RolloutContext,
  { deadline, signal }: Until,
): Promise<void> {
  report({ kind: "waiting", instance: instance.name });
  await waitHealthy({
    async check(within) {
      await probeReady(instance, service, within);
      if (consulUrl !== undefined) await probeConsul(consulUrl, service.name, instance.name, within);
    },
    ended: async () => endOf(await engine.inspect(instance)),
    timeoutMs: deadline - performance.now(),
    signal,
  });
}

/** Why a replica can never become ready any more, or undefined while it can. */
function endOf(instance: Instance | undefined): string | undefined {
  if (instance === undefined) return "its container is gone";
  if (instance.state === "running") return undefined;
  if (instance.exitCode !== undefined) return `it ended with exit code ${instance.exitCode}`;
  return `its container is ${instance.state}`;
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
    detail: mask(reasonOf(error)),
    logs: mask(lines.join("\n")) || "-",
  };
  return new MsxError("NOT_READY", params, { cause: error });
}
