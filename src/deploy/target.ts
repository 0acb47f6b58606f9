import type { MsxError } from "../errors/msx-error.js";
import type { Io } from "../io/io.js";
import type { Service } from "../workspace/workspace.js";

/** Where `deploy` can put a service. `lambda`, `kubernetes` and `aws` get their own folders under `targets/`. */
export const targetNames = ["local"] as const;
export type TargetName = (typeof targetNames)[number];

export interface PlanOptions {
  /** How many instances are to run; 1 unless told otherwise. */
  readonly replicas: number;
}

/** One thing a deploy will do, for people and for `--dry-run`. */
export type DeployStep =
  | { readonly kind: "build"; readonly image: string }
  | { readonly kind: "start"; readonly instance: string; readonly image: string }
  | { readonly kind: "route"; readonly path: string }
  | { readonly kind: "remove"; readonly instance: string; readonly why: RemoveReason };

/** Replaced by another version or other settings; more than `replicas`; not serving (ended, or left by a killed deploy). */
export type RemoveReason = "replaced" | "surplus" | "broken";

/** What deploying one service means now. Pure data: making it changes nothing. */
export interface DeployPlan {
  readonly service: string;
  /** Content hash of what is to run, 12 hex digits. */
  readonly version: string;
  readonly replicas: number;
  /** Empty when the service runs as wanted already. */
  readonly steps: readonly DeployStep[];
  /** Where clients reach it, when it has a route. */
  readonly url?: string;
}

/** How a deploy of one service ended. `rolled-back`: the new version was removed and the one before still serves. */
export type DeployState = "deployed" | "unchanged" | "rolled-back" | "failed";

export interface DeployOutcome {
  readonly state: DeployState;
  /** What serves now; where nothing does, what was tried. */
  readonly version: string;
  /** How many serve now. */
  readonly replicas: number;
  readonly url?: string;
  /** Why it is not live: BUILD_FAILED or NOT_READY. */
  readonly error?: MsxError;
}

/** What runs of a service. */
export interface TargetStatus {
  /** The version most instances run, when any does. */
  readonly version?: string;
  readonly replicas: number;
  readonly ready: number;
  readonly url?: string;
}

/**
 * A place services are deployed to. A service that cannot be brought up is an outcome, not an exception: others of the
 * same command go on. What is thrown is the environment's trouble (no daemon, no disk) or INTERRUPTED.
 */
export interface Target {
  readonly name: TargetName;
  /** Fetches what a plan depends on (base images): without it a plan is made from what is there. */
  prepare(services: readonly Service[], io: Io, signal: AbortSignal): Promise<void>;
  /** Computes what deploying the service would do; reads only. */
  plan(service: Service, options: PlanOptions): Promise<DeployPlan>;
  /**
   * Carries the plan out: build, start, wait ready, route, then remove what it replaces. What ran before keeps serving
   * until the new version does. Emits its task under the id `deploy:<service>`.
   */
  apply(plan: DeployPlan, io: Io, signal: AbortSignal): Promise<DeployOutcome>;
  status(service: Service): Promise<TargetStatus>;
  /** Puts the version that ran before the present one back. @throws MsxError NOTHING_TO_ROLL_BACK */
  rollback(service: Service, io: Io, signal: AbortSignal): Promise<DeployOutcome>;
  /** Removes every instance of the service, draining each; answers how many. Its data stays. */
  destroy(service: Service, signal: AbortSignal): Promise<number>;
}
