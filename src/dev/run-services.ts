import { connections, serviceVariables } from "../platform/connections.js";
import type { HostAccess } from "../platform/engines/engine.js";
import type { Platform } from "../platform/platform.js";
import { PortAllocator } from "../platform/ports.js";
import { ProcessSupervisor } from "../platform/processes/process-supervisor.js";
import { gatewayPath } from "../workspace/gateway-path.js";
import { loadService } from "../workspace/workspace.js";
import { ConsulRegistry } from "./consul-registry.js";
import { ConsulView } from "./consul-view.js";
import type { DevEvent } from "./dev-event.js";
import { DevService } from "./dev-service.js";
import { containerPlaces } from "./host-places.js";
import type { Runnable } from "./install.js";
import { firstDebuggerPort, openFront } from "./open-front.js";
import { watchSources } from "./watch-sources.js";

/** Away from the ports of deployed services (18080…). */
const firstPort = 19_080;
/**
 * When Consul takes it for gone without being told: a service that ends or crashes is taken out by itself or by msx, so
 * this is for what happens to both, and must not be taken for a busy machine, or a breakpoint that holds the service.
 */
const check = {
  plain: { CONSUL_CHECK_INTERVAL: "1s", CONSUL_CHECK_FAILURES: "6" },
  inspected: { CONSUL_CHECK_INTERVAL: "10s", CONSUL_CHECK_FAILURES: "12" },
} as const;
const graceMs = 4_000;

export interface RunOptions {
  readonly platform: Platform;
  readonly runnable: readonly Runnable[];
  readonly inspect: boolean;
  onEvent(event: DevEvent): void;
}

/** Services that run from source until they are closed. */
export interface RunningServices {
  close(): Promise<void>;
}

/**
 * Runs services from source on this machine, registered in the workspace's Consul with the tag `dev`, and starts them
 * anew whenever a source is saved.
 * @throws MsxError PORT_UNAVAILABLE
 */
export async function runServices(options: RunOptions): Promise<RunningServices> {
  const { platform, runnable } = options;
  const supervisor = new ProcessSupervisor(platform.workspace.folder);
  await supervisor.reap();
  const instances = await platform.engine.observe();
  const around: Around = {
    access: await platform.engine.hostAccess(),
    shared: Object.fromEntries(
      runnable.map(({ service }) => [service.name, connections(platform, instances, "host", service.name)]),
    ),
    ports: new PortAllocator(platform.state),
    supervisor,
  };
  const consulUrl = Object.values(around.shared)[0]?.CONSUL_HTTP_ADDR;
  const view = consulUrl ? new ConsulView(consulUrl, containerPlaces(platform, around.access)) : undefined;
  const viewUrl = await view?.open();
  const consul = consulUrl ? new ConsulRegistry(consulUrl) : undefined;
  const started: { readonly dev: DevService; readonly watch: { close(): void } }[] = [];
  const close = async (): Promise<void> => {
    for (const { watch } of started) watch.close();
    await Promise.all(started.map(({ dev }) => dev.stop()));
    await supervisor.close(graceMs);
    view?.close();
  };
  try {
    for (const one of runnable) started.push(await startOne(one, options, around, { consul, viewUrl }));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

interface Around {
  readonly access: HostAccess;
  /** The variables that lead to the platform, by service. */
  readonly shared: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly ports: PortAllocator;
  readonly supervisor: ProcessSupervisor;
}
interface Consul {
  readonly consul: ConsulRegistry | undefined;
  readonly viewUrl: string | undefined;
}

async function startOne(
  { service, stack }: Runnable,
  { platform, inspect, onEvent }: RunOptions,
  { access, shared, ports, supervisor }: Around,
  { consul, viewUrl }: Consul,
): Promise<{ dev: DevService; watch: { close(): void } }> {
  const { workspace } = platform;
  const { name, folder } = service;
  const idPrefix = `${workspace.name}-${name}-dev-`;
  await removeStale(consul, name, idPrefix);
  const front = await openFront(ports, { key: `dev.${name}`, wanted: firstPort, hosts: access.listen });
  const debuggerFront =
    inspect && stack.canBeInspected
      ? await openFront(ports, { key: `inspect.${name}`, wanted: firstDebuggerPort, hosts: ["127.0.0.1"] })
      : undefined;
  const path = gatewayPath(workspace, service);
  const gateway = shared[name]?.GATEWAY_URL;
  const dev = new DevService({
    service,
    stack,
    supervisor,
    front,
    ...(debuggerFront && { debuggerFront }),
    ...(consul && { consul }),
    idPrefix,
    gatewayUrl: path === undefined || gateway === undefined ? null : `${gateway}${path}`,
    environment: (id, port) => ({
      ...serviceVariables(loadService(folder), shared[name] ?? {}),
      ...(viewUrl && { CONSUL_HTTP_ADDR: viewUrl }),
      ...(inspect ? check.inspected : check.plain),
      SERVICE_NAME: name,
      SERVICE_VERSION: "dev",
      SERVICE_ID: id,
      SERVICE_TAGS: "dev",
      SERVICE_ADDRESS: access.address,
      SERVICE_PORT: String(front.port),
      HOST: "127.0.0.1",
      PORT: String(port),
      // Whoever still calls the version before is led to the new one already.
      SHUTDOWN_DRAIN_MS: "0",
      SHUTDOWN_GRACE_MS: String(graceMs - 1_000),
    }),
    onEvent: (event) => onEvent(event.type === "log" ? { ...event, line: platform.mask(event.line) } : event),
  });
  dev.reload([]);
  return { dev, watch: watchSources(folder, stack.watched, (files) => dev.reload(files), stack.unwatched) };
}

/** What a killed `msx dev` left in Consul would be preferred by the gateway and answer nobody. */
async function removeStale(
  consul: ConsulRegistry | undefined,
  service: string,
  idPrefix: string,
): Promise<void> {
  const { signal } = new AbortController();
  const left = (await consul?.instances(service, idPrefix, signal).catch(() => [])) ?? [];
  for (const { id } of left) await consul?.deregister(id);
}
