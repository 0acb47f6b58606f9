import type { Io } from "../io/io.js";
import type { Workspace } from "../workspace/workspace.js";
import { DockerEngine } from "./engines/docker/docker-engine.js";
import { recoverState } from "./engines/docker/recover-state.js";
import type { Engine, EngineName } from "./engines/engine.js";
import { findEngine } from "./engines/find-engine.js";
import { openState, type PlatformState } from "./platform-state.js";
import type { Resource, ResourceContext } from "./resource.js";
import { resources } from "./resources/index.js";

export interface OpenOptions {
  readonly workspace: Workspace;
  readonly engine: EngineName | "auto";
  readonly env: NodeJS.ProcessEnv;
  readonly io: Io;
}

/** A workspace's platform on the engine that was found. */
export interface Platform {
  readonly workspace: Workspace;
  readonly engine: Engine;
  /** The enabled ones, in the index's order. */
  readonly resources: readonly Resource[];
  readonly context: ResourceContext;
  readonly state: PlatformState;
  /** Replaces every secret of this workspace in a text by `***`. */
  mask(text: string): string;
}

/**
 * Finds the engine and the workspace's state on this machine; changes nothing that runs.
 * @throws MsxError ENGINE_UNAVAILABLE, ENGINE_NOT_YET
 */
export async function openPlatform({ workspace, engine, env, io }: OpenOptions): Promise<Platform> {
  const { daemon } = await findEngine(engine, env);
  const { state, recovered } = await openState(workspace, () => recoverState(daemon.docker, workspace));
  if (recovered) io.emit({ type: "note", level: "warn", code: "platform.state.recovered" });
  const context: ResourceContext = { workspace, env, secret: (name) => state.secret(name) };
  const enabled = resources
    .filter(({ name }) => !workspace.platform.disabled.includes(name))
    .map((resource) => ({
      ...resource,
      dependsOn: resource.dependsOn.filter((name) => !workspace.platform.disabled.includes(name)),
    }));
  return {
    workspace,
    engine: new DockerEngine({ daemon, state, resources: enabled, context }),
    resources: enabled,
    context,
    state,
    mask: (text) => state.mask(text),
  };
}
