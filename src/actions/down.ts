import { MsxError } from "../errors/msx-error.js";
import type { Destroyed } from "../platform/engines/engine.js";
import { openPlatform } from "../platform/platform.js";
import { withWorkspaceLock } from "../platform/workspace-lock.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export interface DownOptions {
  /** The volumes and their data too. */
  readonly volumes: boolean;
  /** Do not ask. */
  readonly yes: boolean;
}

export interface DownResult extends Destroyed {
  readonly workspace: string;
  readonly changed: boolean;
}

/**
 * Removes what carries the workspace's labels: containers and network, and with `volumes` its data.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, WORKSPACE_BUSY, ENGINE_UNAVAILABLE, CONFIRMATION_NEEDED, DOCKER_FAILED
 */
export async function down(options: DownOptions, context: ActionContext): Promise<DownResult> {
  const { cwd, env, io } = context;
  const workspace = loadWorkspace(cwd);
  const { name } = workspace;
  if (options.volumes && !options.yes && !(await confirmed(name, context))) {
    return { workspace: name, changed: false, removed: [], kept: [] };
  }
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  return withWorkspaceLock(workspace, "down", async () => {
    const id = "down";
    io.emit({ type: "plan", tasks: [{ id, code: "platform.task.down", params: { workspace: name } }] });
    io.emit({ type: "task", id, state: "started" });
    const destroyed = await platform.engine.destroy({ volumes: options.volumes }, (code, params = {}) =>
      io.emit({ type: "task", id, state: "progress", code, params }),
    );
    const count = (kind: string): number => destroyed.removed.filter((one) => one.kind === kind).length;
    const params = { containers: count("container"), networks: count("network"), volumes: count("volume") };
    io.emit({ type: "task", id, state: "succeeded", code: "platform.done.down", params });
    return { workspace: name, changed: destroyed.removed.length > 0, ...destroyed };
  });
}

async function confirmed(workspace: string, { io }: ActionContext): Promise<boolean> {
  if (!io.interactive) {
    throw new MsxError("CONFIRMATION_NEEDED", {
      detail: `down --volumes would remove the data of ${workspace}`,
    });
  }
  const params = { workspace };
  return (await io.ask({ type: "confirm", flag: "--yes", code: "platform.down.confirm", params })) === "yes";
}
