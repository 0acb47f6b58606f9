import { Agent } from "undici";
import type { ConsulAddress, RouteConfig } from "../config/gateway-config.js";
import { GatewayConfigError } from "../config/gateway-config-error.js";
import type { GatewayLog } from "../gateway-log.js";
import { createFunctionSource } from "../lambda/function-source.js";
import type { UpstreamRegistry } from "../proxy/upstream.js";
import { ConsulSource } from "./consul-source.js";
import type { InstanceSource } from "./instance-source.js";
import { createStaticSource } from "./static-source.js";

interface Shared {
  readonly source: ConsulSource;
  users: number;
}

/** Finds a source of instances for each route; routes to the same Consul service share one watch, over reloads too. */
export class Discovery {
  readonly #registry: UpstreamRegistry;
  readonly #log: GatewayLog;
  readonly #shared = new Map<string, Shared>();
  readonly #dispatcher = new Agent({ connect: { timeout: 2000 } });

  constructor(registry: UpstreamRegistry, log: GatewayLog) {
    this.#registry = registry;
    this.#log = log;
  }

  /**
   * Opens the source of a route: none for a function, Consul when the route names a service and Consul is configured, else its hosts.
   * Throws `GatewayConfigError` when the route has only a service name and there is no Consul.
   */
  open(route: RouteConfig, consul: ConsulAddress | undefined): InstanceSource {
    if (route.lambda !== undefined) return createFunctionSource();
    if (route.serviceName !== undefined && consul !== undefined) {
      return this.#openConsul(route.serviceName, route.scheme, consul);
    }
    if (route.hosts.length > 0) return createStaticSource(this.#registry, route.scheme, route.hosts);
    const message = `${route.serviceName} can only be found through Consul, and none is configured`;
    const fix = "set CONSUL_HTTP_ADDR or GlobalConfiguration.ServiceDiscoveryProvider";
    throw new GatewayConfigError([{ path: `ServiceName of ${route.name}`, message: `${message}: ${fix}` }]);
  }

  async close(): Promise<void> {
    for (const { source } of this.#shared.values()) source.close();
    this.#shared.clear();
    await this.#dispatcher.destroy();
  }

  #openConsul(service: string, scheme: "http" | "https", consul: ConsulAddress): InstanceSource {
    const key = `${consul.url} ${consul.token ?? ""} ${scheme} ${service}`;
    let shared = this.#shared.get(key);
    if (shared === undefined) {
      const [registry, dispatcher, log] = [this.#registry, this.#dispatcher, this.#log];
      shared = { source: new ConsulSource(service, { consul, scheme, registry, dispatcher, log }), users: 0 };
      this.#shared.set(key, shared);
    }
    shared.users += 1;
    return this.#share(key, shared);
  }

  #share(key: string, shared: Shared): InstanceSource {
    const { source } = shared;
    return {
      kind: source.kind,
      get instances() {
        return source.instances;
      },
      get state() {
        return source.state;
      },
      ready: source.ready,
      close: () => {
        shared.users -= 1;
        if (shared.users > 0) return;
        this.#shared.delete(key);
        source.close();
      },
    };
  }
}
