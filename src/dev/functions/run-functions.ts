import { rmSync } from "node:fs";
import path from "node:path";
import { connections } from "../../platform/connections.js";
import { placesOf } from "../../platform/engines/embedded/places.js";
import type { Platform } from "../../platform/platform.js";
import { PortAllocator } from "../../platform/ports.js";
import { ProcessSupervisor } from "../../platform/processes/process-supervisor.js";
import { gatewayPath } from "../../workspace/gateway-path.js";
import type { Service } from "../../workspace/workspace.js";
import type { DevEvent } from "../dev-event.js";
import { firstDebuggerPort, openFront } from "../open-front.js";
import { builtFolders } from "../stacks.js";
import { watchSources } from "../watch-sources.js";
import { Bundler } from "./bundler.js";
import { DevFunctionService, type Inspector } from "./dev-function-service.js";
import type { FunctionHost } from "./function-host.js";

const graceMs = 2_000;

/** A service whose functions run from source. */
export interface FunctionService {
  readonly service: Service;
  readonly host: FunctionHost;
  /** Why it could not be deployed, for people; undefined when it was. */
  readonly undeployed: string | undefined;
}

export interface RunFunctionsOptions {
  readonly platform: Platform;
  readonly services: readonly FunctionService[];
  /** Of the AWS that the functions are at, when they are to be debugged. */
  readonly inspectAt: string | undefined;
  onEvent(event: DevEvent): void;
}

/** Which version of a service answers when its sources do not any longer; null where none was deployed. */
export interface GivenBack {
  readonly service: string;
  readonly version: string | null;
}

/** Functions that run from source until they are closed. */
export interface RunningFunctions {
  close(): Promise<readonly GivenBack[]>;
}

/** Gives deployed functions the code of their sources, and again whenever one is saved. @throws MsxError PORT_UNAVAILABLE */
export async function runFunctions(options: RunFunctionsOptions): Promise<RunningFunctions> {
  const { platform, services, inspectAt } = options;
  const supervisor = new ProcessSupervisor(platform.workspace.folder);
  await supervisor.reap();
  const gatewayUrl = connections(platform, await platform.engine.observe(), "host").GATEWAY_URL;
  const ports = new PortAllocator(platform.state);
  const started = services.map((one) => {
    const inspector = inspectAt === undefined ? undefined : inspectorOf(one.service, inspectAt, ports);
    return startOne(one, options, { supervisor, gatewayUrl, inspector });
  });
  return {
    async close() {
      for (const { watch } of started) watch.close();
      const given = await Promise.all(
        started.map(async ({ service, dev }) => ({ service, version: (await dev.stop()) ?? null })),
      );
      await supervisor.close(graceMs);
      return given;
    },
  };
}

interface Around {
  readonly supervisor: ProcessSupervisor;
  readonly gatewayUrl: string | undefined;
  readonly inspector: Inspector | undefined;
}

function startOne(
  { service, host, undeployed }: FunctionService,
  { platform, onEvent: tell }: RunFunctionsOptions,
  { supervisor, gatewayUrl: gateway, inspector }: Around,
) {
  const { workspace } = platform;
  const { name, folder } = service;
  const at = gatewayPath(workspace, service);
  const bundleFolder = path.join(placesOf(workspace.folder).builds, name, "dev");
  rmSync(bundleFolder, { recursive: true, force: true });
  const onEvent = (event: DevEvent): void =>
    tell(event.type === "log" ? { ...event, line: platform.mask(event.line) } : event);
  const onLine = (stream: "stdout" | "stderr", line: string): void =>
    onEvent({ type: "log", service: name, stream, line });
  const bundler = Bundler.takes(service)
    ? new Bundler({ service, supervisor, folder: bundleFolder, debug: inspector !== undefined, onLine })
    : undefined;
  const dev = new DevFunctionService({
    ...{
      service: name,
      workspaceFolder: workspace.folder,
      host,
      bundler,
      bundleFolder,
      undeployed,
      inspector,
    },
    gatewayUrl: at === undefined || gateway === undefined ? null : `${gateway}${at}`,
    onEvent,
  });
  dev.start();
  const watch = watchSources(folder, host.watched, (files) => dev.reload(files), builtFolders(service));
  return { service: name, dev, watch };
}

/** A debugger port for each function; the same in every session where it is free. */
function inspectorOf({ name }: Service, endpoint: string, ports: PortAllocator): Inspector {
  return {
    endpoint,
    frontOf: ({ logicalId }) =>
      openFront(ports, {
        ...{ key: `inspect.${name}.${logicalId}`, wanted: firstDebuggerPort, hosts: ["127.0.0.1"] },
      }),
  };
}
