import type { Io } from "../io/io.js";
import type { WorkspaceState } from "../workspace/state.js";
import type { Workspace } from "../workspace/workspace.js";
import { type ChosenEngine, chooseEngine, type Why } from "./engines/choose-engine.js";
import { placesOf } from "./engines/embedded/places.js";
import type { Engine, EngineName } from "./engines/engine.js";
import { undoLeftFaults } from "./faults/left-faults.js";
import { openState, type PlatformState } from "./platform-state.js";
import type { Resource, ResourceContext } from "./resource.js";
import { resources } from "./resources/index.js";

export interface OpenOptions {
  readonly workspace: Workspace;
  readonly engine: EngineName | "auto";
  readonly env: NodeJS.ProcessEnv;
  readonly io: Io;
  /** Whether something is to be started: then `auto` also asks whether Docker can have its images. */
  readonly starts?: boolean;
}

/** A workspace's platform on the engine that was found. */
export interface Platform {
  readonly workspace: Workspace;
  readonly engine: Engine;
  /** Why it is this engine, where that is not plain. */
  readonly why: Why | undefined;
  /** The enabled ones, in the index's order. */
  readonly resources: readonly Resource[];
  readonly context: ResourceContext;
  readonly state: PlatformState;
  /** Replaces every secret of this workspace in a text by `***`. */
  mask(text: string): string;
}

/**
 * Finds the engine and the workspace's state on this machine; changes nothing that runs, but for what a killed
 * `audit checklist --live` left broken on purpose.
 * @throws MsxError ENGINE_UNAVAILABLE, ENGINE_IN_USE
 */
export async function openPlatform(options: OpenOptions): Promise<Platform> {
  const { workspace, engine: wanted, env, io, starts = false } = options;
  const enabled = enabledResources(workspace);
  const chosen = await chooseEngine({ wanted, workspace, resources: enabled, env, starts });
  const { state, recovered } = await openState(workspace, () => recover(chosen, workspace));
  if (recovered) io.emit({ type: "note", level: "warn", code: "platform.state.recovered" });
  const context: ResourceContext = { workspace, env, secret: (name) => state.secret(name) };
  const platform: Platform = {
    workspace,
    engine: await makeEngine(chosen, { state, resources: enabled, context }),
    why: chosen.name === "embedded" ? chosen.why : undefined,
    resources: enabled,
    context,
    state,
    mask: (text) => state.mask(text),
  };
  await undoLeftFaults(platform, io);
  return platform;
}

/** Every resource that the workspace does not do without. */
export function enabledResources({ platform: { disabled } }: Workspace): readonly Resource[] {
  return resources
    .filter(({ name }) => !disabled.includes(name))
    .map((resource) => ({
      ...resource,
      dependsOn: resource.dependsOn.filter((name) => !disabled.includes(name)),
    }));
}

interface EngineParts {
  readonly state: PlatformState;
  readonly resources: readonly Resource[];
  readonly context: ResourceContext;
}

/** Each engine is loaded when it is the one. */
async function makeEngine(chosen: ChosenEngine, parts: EngineParts): Promise<Engine> {
  if (chosen.name === "embedded") {
    const { EmbeddedEngine } = await import("./engines/embedded/embedded-engine.js");
    return new EmbeddedEngine(parts);
  }
  const { DockerEngine } = await import("./engines/docker/docker-engine.js");
  return new DockerEngine({ daemon: chosen.daemon, ...parts });
}

async function recover(chosen: ChosenEngine, workspace: Workspace): Promise<WorkspaceState | undefined> {
  if (chosen.name === "embedded") {
    const { SupervisorClient } = await import("./engines/embedded/supervisor-client.js");
    return new SupervisorClient(placesOf(workspace.folder), workspace.name).recall();
  }
  const { recoverState } = await import("./engines/docker/recover-state.js");
  return recoverState(chosen.daemon.docker, workspace);
}
