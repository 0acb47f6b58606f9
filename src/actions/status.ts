import { openPlatform } from "../platform/platform.js";
import { type PlatformReport, reportResource, reportServices } from "../platform/report.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { statusOfFunctions } from "./status-of-functions.js";

/**
 * What runs of the workspace, and whether it answers; changes nothing.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, ENGINE_UNAVAILABLE, DOCKER_FAILED
 */
export async function status(context: ActionContext): Promise<PlatformReport> {
  const { cwd, env, io, signal } = context;
  const workspace = loadWorkspace(cwd);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const instances = await platform.engine.observe();
  const [resources, services, functions] = await Promise.all([
    Promise.all(platform.resources.map((one) => reportResource(platform, one, instances, signal))),
    reportServices(platform, instances, signal),
    statusOfFunctions(platform, instances, context),
  ]);
  return {
    workspace: workspace.name,
    engine: platform.engine.name,
    changed: false,
    resources,
    services: [...services, ...functions],
  };
}
