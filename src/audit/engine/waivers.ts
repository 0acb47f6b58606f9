import type { WorkspaceFile } from "../../workspace/schema.js";
import type { Rule } from "./rule.js";

export type Waiver = WorkspaceFile["policy"]["waivers"][number];

/** Whether a dated promise still holds: through the whole of its last day, in UTC. */
export function stillHolds(expires: string, now: Date): boolean {
  return now.toISOString().slice(0, 10) <= expires;
}

/** The waiver that excuses a failed rule of a service now, if any; expired ones excuse nothing. */
export function waiverFor(
  waivers: readonly Waiver[],
  rule: Rule,
  service: string,
  now: Date,
): Waiver | undefined {
  if (!rule.waivable) return undefined;
  return waivers.find(
    (waiver) =>
      waiver.rule === rule.id &&
      (waiver.service === undefined || waiver.service === service) &&
      stillHolds(waiver.expires, now),
  );
}
