import type { Instance } from "../../../platform/engines/engine.js";
import type { Platform } from "../../../platform/platform.js";
import type { ResourceName } from "../../../platform/resource.js";
import { waitHealthy } from "../../../platform/wait-healthy.js";
import type { Service } from "../../../workspace/workspace.js";
import { probeConsul, probeReady } from "./probes.js";
import { releaseOf, serviceOf } from "./release.js";
import type { Found } from "./rollout-plan.js";

/** A replica that runs and does not answer at once is given this long before it is taken for broken. */
const patienceMs = 3_000;

/** What runs in the workspace now, and where a rollout reaches Consul and the gateway from the host. */
export interface Surroundings {
  readonly instances: readonly Instance[];
  /** Undefined when the workspace does without; as is the gateway's. */
  readonly consulUrl: string | undefined;
  readonly gatewayUrl: string | undefined;
}

export async function lookAround(platform: Pick<Platform, "engine">): Promise<Surroundings> {
  const instances = await platform.engine.observe();
  const urlOf = (name: ResourceName): string | undefined => {
    const one = instances.find(
      ({ kind, owner, state }) => kind === "resource" && owner === name && state === "running",
    );
    return one?.ports.http === undefined ? undefined : `http://127.0.0.1:${one.ports.http}`;
  };
  return { instances, consulUrl: urlOf("consul"), gatewayUrl: urlOf("gateway") };
}

/** The replicas of a service, each asked whether it serves. */
export async function findReplicas(
  { instances, consulUrl }: Surroundings,
  service: Service,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly Found[]> {
  const own = instances.filter(({ kind, owner }) => kind === "service" && owner === service.name);
  return Promise.all(
    own.map(async (instance) => ({ instance, serving: await serves(instance, service, consulUrl, signal) })),
  );
}

async function serves(
  instance: Instance,
  service: Service,
  consulUrl: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (instance.state !== "running") return false;
  const { name: id } = instance;
  const asItRuns = serviceOf(service, releaseOf(instance));
  const check = async (within: AbortSignal): Promise<void> => {
    await probeReady(instance, asItRuns, within);
    if (consulUrl !== undefined) await probeConsul(consulUrl, service.name, { id }, within);
  };
  try {
    await waitHealthy({ check, ended: () => Promise.resolve(undefined), timeoutMs: patienceMs, signal });
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
