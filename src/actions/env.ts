import { MsxError } from "../errors/msx-error.js";
import { connections, doesWithout } from "../platform/connections.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export interface EnvOptions {
  /** With a service, its own database too, and no broker when it has no events. */
  readonly service?: string;
}

/**
 * The variables that lead from this machine to the running platform, secrets included.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, ENGINE_UNAVAILABLE, PLATFORM_DOWN when nothing runs
 */
export async function env(
  options: EnvOptions,
  context: ActionContext,
): Promise<Readonly<Record<string, string>>> {
  const workspace = loadWorkspace(context.cwd);
  const [service] = options.service === undefined ? [] : selectServices(workspace, [options.service]);
  const platform = await openPlatform({ workspace, engine: "auto", env: context.env, io: context.io });
  const instances = await platform.engine.observe();
  const running = instances.filter(({ kind, state }) => kind === "resource" && state === "running");
  const names = new Set(running.map(({ owner }) => owner));
  const missing = platform.resources.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (running.length === 0) {
    throw new MsxError("PLATFORM_DOWN", { workspace: workspace.name, missing: missing.join(", ") });
  }
  if (missing.length > 0) {
    const params = { missing: missing.join(", ") };
    context.io.emit({ type: "note", level: "warn", code: "platform.env.missing", params });
  }
  const variables = connections(platform, instances, "host", options.service);
  const isAlone = service !== undefined && doesWithout(service).includes("rabbitmq");
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !isAlone || name !== "AMQP_URL"));
}
