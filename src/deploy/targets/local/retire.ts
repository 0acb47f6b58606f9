import { type Instance, type ServiceEngine, serviceGraceSeconds } from "../../../platform/engines/engine.js";
import { waitHealthy } from "../../../platform/wait-healthy.js";
import { deregister, probeUnrouted, takeOutOfService } from "./probes.js";

/** The gateway follows Consul within milliseconds; one that does not answer at all must not keep a deploy waiting. */
const unroutedWithinMs = 10_000;

export interface RetireContext {
  readonly engine: Pick<ServiceEngine, "remove">;
  /** From the host, without a trailing slash; undefined when the workspace does without. */
  readonly consulUrl: string | undefined;
  /** Undefined, too, for a service that has no route. */
  readonly gatewayUrl: string | undefined;
}

/**
 * Removes replicas of one service so that no request to them fails: first Consul stops listing them and the gateway
 * stops sending to them, and only then they are told to stop, and finish what they have.
 *
 * What was asked for is done even after Ctrl-C: replicas that nobody is sent to must not stay.
 */
export async function retire(
  service: string,
  instances: readonly Instance[],
  { engine, consulUrl, gatewayUrl }: RetireContext,
): Promise<void> {
  const running = instances.filter(({ state }) => state === "running").map(({ name }) => name);
  if (consulUrl !== undefined && running.length > 0) {
    for (const name of running) await takeOutOfService(consulUrl, name);
    await waitHealthy({
      check: (within) => probeUnrouted({ gatewayUrl, consulUrl }, service, running, within),
      ended: () => Promise.resolve(undefined),
      timeoutMs: unroutedWithinMs,
      signal: new AbortController().signal,
    }).catch(() => undefined);
  }
  await Promise.all(
    instances.map(async (instance) => {
      await engine.remove(instance, serviceGraceSeconds);
      if (consulUrl !== undefined) await deregister(consulUrl, instance.name);
    }),
  );
}
