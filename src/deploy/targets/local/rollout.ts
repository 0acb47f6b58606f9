import { MsxError } from "../../../errors/msx-error.js";
import type { Instance, ServiceEngine, ServiceSpec } from "../../../platform/engines/engine.js";
import type { Service } from "../../../workspace/workspace.js";
import { awaitFine, NotFineError, type Wait } from "./await-fine.js";
import { deregister, probeConsul, probeGateway, probeReady, type Verdict } from "./probes.js";
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
  /** From the start of the first replica to the answer of the gateway. */
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
  const { engine } = context;
  const replaced = await removeRemains(plan, context);
  const started: Instance[] = [];
  let newest: Instance | undefined;
  const wait: Wait = { deadline: performance.now() + context.timeoutMs, signal };
  try {
    for (const number of plan.start) {
      const spec = specOf(number);
      context.report({ kind: "starting", instance: spec.env.SERVICE_ID ?? spec.service });
      newest = await engine.start(spec, signal);
      started.push(newest);
    }
    for (const instance of started) {
      newest = instance;
      context.report({ kind: "waiting", instance: instance.name });
      await awaitFine(() => verdictOf(instance, service, context, signal), wait);
    }
    await route(service, context, wait);
    for (const instance of [...plan.keep, ...started]) if (!instance.settled) await engine.settle(instance);
  } catch (error) {
    const failure = await describe(error, service, newest, context);
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

async function verdictOf(
  instance: Instance,
  service: Service,
  context: RolloutContext,
  signal: AbortSignal,
): Promise<Verdict> {
  const now = await context.engine.inspect(instance);
  if (now?.state !== "running") throw new NotFineError(endOf(now));
  const unready = await probeReady(now, service, signal);
  if (unready !== undefined || context.consulUrl === undefined) return unready;
  return probeConsul(context.consulUrl, service.name, instance.name, signal);
}

function endOf(instance: Instance | undefined): string {
  if (instance === undefined) return "its container is gone";
  const code = instance.exitCode === undefined ? "" : ` with exit code ${instance.exitCode}`;
  return instance.state === "paused" ? "its container is paused" : `it ended${code}`;
}

async function route(service: Service, context: RolloutContext, wait: Wait): Promise<void> {
  const { gatewayUrl, consulUrl } = context;
  if (gatewayUrl === undefined) return;
  context.report({ kind: "routing" });
  await context.syncRoutes();
  await awaitFine(() => probeGateway({ gatewayUrl, consulUrl }, service.name, wait.signal), wait);
}

async function describe(
  error: unknown,
  service: Service,
  instance: Instance | undefined,
  context: RolloutContext,
): Promise<unknown> {
  if (!(error instanceof NotFineError)) return error;
  const lines = instance === undefined ? [] : await context.engine.tail(instance, logLines);
  return new MsxError(
    "NOT_READY",
    {
      service: service.name,
      version: instance?.version ?? "",
      seconds: Math.round(context.timeoutMs / 1000),
      detail: context.mask(error.message),
      logs: context.mask(lines.join("\n")) || "-",
    },
    { cause: error },
  );
}
