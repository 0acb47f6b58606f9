import { ManagementError } from "./management-error.js";
import { nodeName } from "./node-name.js";
import type { Endpoint } from "./request.js";

/** An answer with 503 that says more than an error does. */
export class Unhealthy extends ManagementError {
  constructor(readonly json: object) {
    super(503, "failed", "unhealthy");
  }
}

/** The memory alarm, which makes publishers wait, is the only one there is. */
export const checkAlarms: Endpoint = ({ broker }) => {
  if (!broker.memory.alarm) return { status: "ok" };
  throw new Unhealthy({
    status: "failed",
    reason: "There are alarms in effect in the cluster",
    alarms: [{ node: nodeName, resource: "memory" }],
  });
};

export const checkVhosts: Endpoint = () => ({ status: "ok" });
