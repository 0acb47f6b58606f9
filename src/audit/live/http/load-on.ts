import type { Lab } from "../lab.js";
import type { Subject, WorkingRequest } from "../subject.js";
import { Load } from "./load.js";

/** Puts a service under load through the gateway; undefined when none of the requests can be sent there. */
export async function loadOn(
  subject: Subject,
  requests: readonly (WorkingRequest | undefined)[],
  lab: Lab,
): Promise<Load | undefined> {
  const { GATEWAY_URL: origin } = await lab.variables();
  const routed = requests.flatMap((make) => {
    if (make === undefined || lab.throughGateway(subject, make()) === undefined) return [];
    return [() => lab.throughGateway(subject, make()) ?? make()];
  });
  return origin === undefined || routed.length === 0 ? undefined : new Load(origin, routed, lab.signal);
}
