import type { PlaceOptions } from "../deploy/targets/lambda/place.js";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import type { Destroyed, Progress } from "../platform/engines/engine.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import { withWorkspaceLock } from "../platform/workspace-lock.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { downFunctions, downOwnFunctions } from "./down-functions.js";
import { whatIsLeft } from "./what-is-left.js";

export interface DownOptions extends PlaceOptions {
  /** `lambda`: only the functions, at the place that is named; the platform stays. */
  readonly target: "lambda" | undefined;
  /** The volumes and their data too. */
  readonly volumes: boolean;
  /** The images that were built for its services too. */
  readonly images: boolean;
  /** Do not ask. */
  readonly yes: boolean;
}

export interface DownResult extends Destroyed {
  readonly workspace: string;
  readonly changed: boolean;
}

/**
 * Removes what was deployed as functions to the platform's AWS, then what carries the workspace's labels: containers and network; with `volumes` its data, with `images` what was
 * built for its services.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, WORKSPACE_BUSY, ENGINE_UNAVAILABLE, CONFIRMATION_NEEDED, DOCKER_FAILED,
 *   ENGINE_LOST or INTERRUPTED
 */
export async function down(options: DownOptions, context: ActionContext): Promise<DownResult> {
  const { cwd, env, io, signal } = context;
  const workspace = loadWorkspace(cwd);
  const { name } = workspace;
  const onlyFunctions =
    options.target === "lambda" || options.endpoint !== undefined || options.profile !== undefined;
  if (options.volumes && !onlyFunctions && !options.yes && !(await confirmed(name, context))) {
    return { workspace: name, changed: false, removed: [], kept: [] };
  }
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  if (onlyFunctions) {
    return withWorkspaceLock(workspace, "down", async () => {
      const destroyed = await downFunctions(platform, options, context);
      return { workspace: name, changed: destroyed.removed.length > 0, ...destroyed };
    });
  }
  return withWorkspaceLock(workspace, "down", async () => {
    try {
      const functions = await downOwnFunctions(platform, options.volumes, context);
      const destroyed = await takeDown(platform, options, context);
      const removed = [...functions, ...destroyed.removed];
      return { workspace: name, changed: removed.length > 0, ...destroyed, removed };
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new MsxError("INTERRUPTED", { left: await whatIsLeft(platform) }, { cause: error });
    }
  });
}

async function takeDown(
  { engine, state, workspace }: Platform,
  { volumes, images }: DownOptions,
  { io, signal }: ActionContext,
): Promise<Destroyed> {
  const id = "down";
  const task = { id, code: "platform.task.down", params: { workspace: workspace.name } } as const;
  io.emit({ type: "plan", tasks: [task] });
  io.emit({ type: "task", id, state: "started" });
  const progress: Progress = (code, params = {}) =>
    io.emit({ type: "task", id, state: "progress", code, params });
  const destroyed = await engine.destroy({ volumes, images }, progress, signal);
  state.setEngine(undefined);
  const count = (kind: string): number => destroyed.removed.filter((one) => one.kind === kind).length;
  const counts = { processes: count("process"), containers: count("container"), networks: count("network") };
  const code = engine.name === "embedded" ? "platform.done.down.embedded" : "platform.done.down";
  const params = { ...counts, volumes: count("volume") };
  io.emit({ type: "task", id, state: "succeeded", code, params });
  return destroyed;
}

async function confirmed(workspace: string, { io }: ActionContext): Promise<boolean> {
  if (!io.interactive) {
    throw new MsxError("CONFIRMATION_NEEDED", {
      detail: phrase("down-removes", { workspace }),
    });
  }
  const params = { workspace };
  return (await io.ask({ type: "confirm", flag: "--yes", code: "platform.down.confirm", params })) === "yes";
}
