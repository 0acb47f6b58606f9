import type { Instance } from "./engines/engine.js";

/** The label (of `ServiceSpec.labels`) that a canary carries: its share of the requests in percent. */
export const canaryLabel = "canary";

/** The share of the requests that a canary gets, from 1 to 99; undefined for every other instance. */
export function canaryPercent({ labels }: Pick<Instance, "labels">): number | undefined {
  const percent = Number(labels[canaryLabel]);
  return Number.isInteger(percent) && percent > 0 ? percent : undefined;
}
