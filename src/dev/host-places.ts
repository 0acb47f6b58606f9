import type { HostAccess, Instance } from "../platform/engines/engine.js";
import type { Platform } from "../platform/platform.js";
import type { Place, RegisteredPlace } from "./consul-view.js";

/** A burst of questions looks once; a replica that was deployed meanwhile is found this late. */
const freshMs = 500;

/**
 * Where this machine reaches what is registered in Consul: a deployed replica on its published port, a service that runs
 * from source on loopback; undefined for what is neither.
 */
export function containerPlaces(
  { engine }: Pick<Platform, "engine">,
  { address }: HostAccess,
): (registered: RegisteredPlace) => Promise<Place | undefined> {
  let known: Promise<readonly Instance[]> = Promise.resolve([]);
  let freshUntil = 0;
  return async ({ id, host, port }) => {
    if (host === address) return { host: "127.0.0.1", port };
    if (performance.now() > freshUntil) {
      freshUntil = performance.now() + freshMs;
      known = engine.observe();
    }
    const published = (await known).find(({ name }) => name === id)?.ports.http;
    return published === undefined ? undefined : { host: "127.0.0.1", port: published };
  };
}
