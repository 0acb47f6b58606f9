import type { MsxError } from "../errors/msx-error.js";
import type { Io } from "../io/io.js";
import type { Service } from "../workspace/workspace.js";

/** Where `deploy` can put a service; each has a folder under `targets/`. */
export const targetNames = ["local", "lambda"] as const;
export type TargetName = (typeof targetNames)[number];

export interface PlanOptions {
  /** How many instances are to run (of a canary: how many run it); 1 unless told otherwise. */
  readonly replicas: number;
  /** From 1 to 99: the version gets this share of the requests beside what runs. Without it, it takes everything. */
  readonly canaryPercent?: number | undefined;
}

/** A version that runs beside the one most requests go to. */
export interface Canary {
  readonly version: string;
  /** Its share of the requests, from 1 to 99. */
  readonly percent: number;
  readonly replicas: number;
}

/** One thing a deploy will do, for people and for `--dry-run`. */
export type DeployStep =
  | { readonly kind: "build"; readonly image: string }
  | { readonly kind: "start"; readonly instance: string; readonly image: string }
  | { readonly kind: "route"; readonly path: string }
  | {
      readonly kind: "resource";
      readonly action: "create" | "update" | "replace" | "delete" | "retain";
      /** `AWS::SQS::Queue` */
      readonly type: string;
      readonly name: string;
    }
  | { readonly kind: "smoke"; readonly service: string }
  | { readonly kind: "alias"; readonly name: string; readonly version: string }
  | { readonly kind: "remove"; readonly instance: string; readonly why: RemoveReason };

/**
 * Replaced by another version or other settings; more than `replicas`; not serving (ended, or left by a killed deploy);
 * a canary that is taken back.
 */
export type RemoveReason = "replaced" | "surplus" | "broken" | "withdrawn";

/** `deploy`: what the sources say, for everyone; `canary`: for some; `rollback`: what ran before. */
export type PlanPurpose = "deploy" | "canary" | "rollback";

/** What deploying one service means now. Pure data: making it changes nothing. */
export interface DeployPlan {
  readonly service: string;
  readonly purpose: PlanPurpose;
  /** Content hash of what is to run, 12 hex digits; with a canary, of what runs beside it. */
  readonly version: string;
  readonly replicas: number;
  /** What is to run beside it. */
  readonly canary?: Canary;
  /** Of a canary's plan: this version runs for everyone already, so there is nothing to try. */
  readonly identical?: true;
  /** Empty when the service runs as wanted already. */
  readonly steps: readonly DeployStep[];
  /** Where clients reach it, when it has a route. */
  readonly url?: string;
}

/**
 * How it ended for one service. `rolled-back`: the newer version is gone and the one before serves, because it was asked
 * for (`rollback`) or because the newer one did not come up (then with an `error`).
 */
export type DeployState = "deployed" | "unchanged" | "rolled-back" | "failed";

export interface DeployOutcome {
  readonly state: DeployState;
  /** What serves now; where nothing does, what was tried. */
  readonly version: string;
  /** How many serve now; a canary's are not among them. */
  readonly replicas: number;
  readonly canary?: Canary;
  readonly url?: string;
  /** Why it is not live: BUILD_FAILED, NOT_READY; for functions FUNCTIONS_FAILED, SMOKE_FAILED. */
  readonly error?: MsxError;
}

/** What runs of a service. */
export interface TargetStatus {
  /** The version most instances run, when any does. */
  readonly version?: string;
  /** Without those of a canary, as `ready`. */
  readonly replicas: number;
  readonly ready: number;
  readonly canary?: Canary;
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
  /**
   * Computes what deploying the service would do; reads only.
   * @throws MsxError BUILD_FAILED without a Dockerfile; for a canary CANARY_WITHOUT_STABLE, CANARY_SHARE_IMPOSSIBLE
   */
  plan(service: Service, options: PlanOptions): Promise<DeployPlan>;
  /**
   * Computes how to go back: a running canary is taken back, else the version that ran before the present one runs again,
   * with the settings it had; reads only.
   * @throws MsxError NOTHING_TO_ROLL_BACK
   */
  planRollback(service: Service): Promise<DeployPlan>;
  /**
   * Carries the plan out: build, start, wait ready, route, then remove what it replaces. What ran before keeps serving
   * until the new version does. Emits its task under the id `deploy:<service>`.
   */
  apply(plan: DeployPlan, io: Io, signal: AbortSignal): Promise<DeployOutcome>;
  status(service: Service): Promise<TargetStatus>;
  /** Removes every instance of the service, draining each; answers how many. Its data stays. */
  destroy(service: Service, signal: AbortSignal): Promise<number>;
}
