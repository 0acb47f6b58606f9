import type { Platform } from "../../platform/platform.js";
import type { Target } from "../target.js";
import { LambdaTarget, type LambdaTargetOptions } from "./lambda/lambda-target.js";
import { LocalTarget } from "./local/local-target.js";

export interface TargetOptions {
  readonly env: NodeJS.ProcessEnv;
  /** How long a service may take from its start until it is reached. */
  readonly timeoutMs: number;
}

/** Services as instances on the workspace's own engine. */
export function openLocalTarget(platform: Platform, options: TargetOptions): Target {
  return new LocalTarget(platform, options);
}

/** Services as functions at an AWS. To be closed. */
export function openLambdaTarget(options: LambdaTargetOptions): LambdaTarget {
  return new LambdaTarget(options);
}
