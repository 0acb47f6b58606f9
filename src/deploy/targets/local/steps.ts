import type { Platform } from "../../../platform/platform.js";
import { gatewayPath } from "../../../workspace/gateway-path.js";
import type { DeployStep } from "../../target.js";
import type { Decision } from "./decisions.js";
import { probeGateway } from "./probes.js";
import { instanceName } from "./service-spec.js";
import type { Surroundings } from "./surroundings.js";

/** A decision as steps that a person can read; none when everything is as it should be. Reads only. */
export async function stepsOf(
  { shape, rollout, identical }: Decision,
  { workspace, engine }: Pick<Platform, "workspace" | "engine">,
  around: Surroundings,
): Promise<readonly DeployStep[]> {
  if (identical) return [];
  const { service, image } = shape;
  const path = gatewayPath(workspace, service);
  const steps: DeployStep[] = [];
  if (rollout.start.length > 0 && (await engine.services.imageId(image)) === undefined) {
    steps.push({ kind: "build", image });
  }
  for (const number of rollout.start) {
    steps.push({ kind: "start", instance: instanceName(workspace, service.name, number), image });
  }
  if (path !== undefined && (rollout.start.length > 0 || (await isUnrouted(service.name, around)))) {
    steps.push({ kind: "route", path });
  }
  for (const { instance, why } of rollout.remove) {
    steps.push({ kind: "remove", instance: instance.name, why });
  }
  return steps;
}

async function isUnrouted(service: string, { gatewayUrl, consulUrl }: Surroundings): Promise<boolean> {
  if (gatewayUrl === undefined) return false;
  const { signal } = new AbortController();
  return probeGateway({ gatewayUrl, consulUrl }, service, signal).then(
    () => false,
    () => true,
  );
}
