import { MsxError } from "../../../errors/msx-error.js";

/** https://developer.hashicorp.com/consul/api-docs/agent/service#weights; agent/structs: from 1 to 65535. */
const heaviest = 65_535;
/** How far off the share may be, in points: weights are whole numbers. */
const tolerance = 1;

/**
 * The weight each replica of a canary registers with, so that together they get the share they should.
 * @param stableWeight the weights of all other instances together; 100 each unless their service says otherwise
 * @throws MsxError CANARY_SHARE_IMPOSSIBLE when no whole number comes near it
 */
export function canaryWeight(
  service: string,
  { percent, replicas, stableWeight }: { percent: number; replicas: number; stableWeight: number },
): number {
  const exact = (stableWeight * percent) / (100 - percent) / replicas;
  const weight = Math.min(heaviest, Math.max(1, Math.round(exact)));
  const share = (100 * weight * replicas) / (weight * replicas + stableWeight);
  if (stableWeight > 0 && Math.abs(share - percent) <= tolerance) return weight;
  const nearest = stableWeight > 0 ? share.toFixed(1) : "-";
  throw new MsxError("CANARY_SHARE_IMPOSSIBLE", { service, percent, total: stableWeight, nearest });
}
