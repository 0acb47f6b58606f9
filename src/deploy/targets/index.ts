import type { Platform } from "../../platform/platform.js";
import type { Target, TargetName } from "../target.js";
import { LocalTarget } from "./local/local-target.js";

export interface TargetOptions {
  readonly env: NodeJS.ProcessEnv;
  /** How long a service may take from its start until it is reached. */
  readonly timeoutMs: number;
}

const targets: Readonly<Record<TargetName, (platform: Platform, options: TargetOptions) => Target>> = {
  local: (platform, options) => new LocalTarget(platform, options),
};

export function openTarget(name: TargetName, platform: Platform, options: TargetOptions): Target {
  return targets[name](platform, options);
}
