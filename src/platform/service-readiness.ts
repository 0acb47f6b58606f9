import type { Service } from "../workspace/workspace.js";
import type { Instance } from "./engines/engine.js";
import { httpExchange } from "./http-exchange.js";
import { withDeadline } from "./with-deadline.js";

/** How long a replica may take to say whether it is ready. */
const answerWithinMs = 4000;

/** Whether a replica answers its readiness path with 2xx, asked from the host. One that serves no HTTP counts as ready. */
export async function isServiceReady(
  service: Service | undefined,
  instance: Instance,
  signal: AbortSignal,
): Promise<boolean> {
  const port = instance.ports.http;
  if (port === undefined) return true;
  const path = service?.http?.health.ready ?? "/health/ready";
  try {
    return await withDeadline(answerWithinMs, signal, async (within) => {
      const { ok } = await httpExchange(`http://127.0.0.1:${port}${path}`, { signal: within });
      return ok;
    });
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
