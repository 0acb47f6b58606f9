import { canaryPercent } from "../../../platform/canary.js";
import type { Instance } from "../../../platform/engines/engine.js";
import type { RemoveReason } from "../../target.js";

/** An instance of the service as it was found, and whether it answers requests now. */
export interface Found {
  readonly instance: Instance;
  /** Running, ready, and passing in Consul. */
  readonly serving: boolean;
}

/** What turns the instances that were found into the ones that are wanted. */
export interface RolloutPlan {
  /** They are as wanted already. */
  readonly keep: readonly Instance[];
  /** Numbers of the replicas to start. */
  readonly start: readonly number[];
  readonly remove: readonly { readonly instance: Instance; readonly why: RemoveReason }[];
}

export interface Wanted {
  readonly specHash: string;
  readonly replicas: number;
  /** Of a canary: what is none is left alone. */
  readonly beside?: boolean;
}

export function isCanary({ instance }: Found): boolean {
  return canaryPercent(instance) !== undefined;
}

/**
 * Keeps serving instances of the wanted shape, starts what is missing under free numbers and removes the rest. What
 * serves is not removed before what takes its place serves: that is the rollout's work, not the plan's.
 */
export function planRollout(found: readonly Found[], wanted: Wanted): RolloutPlan {
  const concerned = wanted.beside ? found.filter(isCanary) : found;
  const fitting = concerned.filter(
    ({ instance, serving }) => serving && instance.specHash === wanted.specHash,
  );
  const keep = fitting.slice(0, wanted.replicas).map(({ instance }) => instance);
  const remove = concerned
    .filter(({ instance }) => !keep.includes(instance))
    .map(({ instance, serving }) => ({ instance, why: reason(instance, serving, wanted.specHash) }));
  const start = freeNumbers(
    found.map(({ instance }) => instance.number),
    wanted.replicas - keep.length,
  );
  return { keep, start, remove };
}

function reason(instance: Instance, serving: boolean, wantedHash: string): RemoveReason {
  if (!serving) return "broken";
  return instance.specHash === wantedHash ? "surplus" : "replaced";
}

/** The lowest numbers from 1 that nobody has. */
function freeNumbers(used: readonly number[], count: number): number[] {
  const numbers: number[] = [];
  for (let number = 1; numbers.length < count; number += 1) if (!used.includes(number)) numbers.push(number);
  return numbers;
}
