import { findServiceDatabase, type ServiceDatabase } from "../platform/database/service-database.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import { loadWorkspace, type Service, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

/**
 * The database of one service of the workspace around `cwd`, on its running platform.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, NO_DATABASE, PLATFORM_DOWN, ENGINE_UNAVAILABLE
 */
export async function openServiceDatabase(
  name: string,
  { cwd, env, io }: ActionContext,
): Promise<{ platform: Platform; service: Service; database: ServiceDatabase }> {
  const workspace = loadWorkspace(cwd);
  const [service] = selectServices(workspace, [name]);
  if (!service) throw new Error(`${name} was selected and is not there`);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  return { platform, service, database: await findServiceDatabase(platform, service) };
}
