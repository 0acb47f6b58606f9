import type { MessageCode } from "../../../messages/catalogue.js";
import type { StepAction } from "../engine.js";
import type { DockerInstance } from "./instances.js";

export interface Decision {
  readonly action: StepAction;
  readonly why?: MessageCode;
}

/**
 * What one container needs to be what it should be. Data is in volumes, so making it again loses nothing; it is only
 * done where starting it would not do.
 * @param wanted the spec hash it should have; undefined when its image is not even present
 * @param networkId of the workspace's network; undefined when that is gone
 * @param portsAreFree whether a stopped container could take its host ports again
 */
export function decideStep(
  instance: DockerInstance | undefined,
  wanted: string | undefined,
  networkId: string | undefined,
  portsAreFree: boolean,
): Decision {
  if (!instance) return { action: "create", why: "platform.why.missing" };
  if (instance.specHash !== wanted) return { action: "recreate", why: "platform.why.spec" };
  if (networkId === undefined || !instance.networkIds.includes(networkId)) {
    return { action: "recreate", why: "platform.why.network" };
  }
  switch (instance.state) {
    case "paused":
      return { action: "unpause", why: "platform.why.paused" };
    case "stopped":
      return portsAreFree
        ? { action: "start", why: "platform.why.stopped" }
        : { action: "recreate", why: "platform.why.ports" };
    case "running":
      return instance.published ? { action: "keep" } : { action: "recreate", why: "platform.why.ports" };
    case "created":
      return { action: "recreate", why: "platform.why.half-made" };
    case "restarting":
      return { action: "recreate", why: "platform.why.restarting" };
    case "dead":
      return { action: "recreate", why: "platform.why.dead" };
  }
}
