import type { Io } from "../io/io.js";
import type { Workspace } from "../workspace/workspace.js";
import type { Engine, EngineName } from "./engines/engine.js";
import type { Resource, ResourceContext } from "./resource.js";

export interface OpenOptions {
  readonly workspace: Workspace;
  readonly engine: EngineName | "auto";
  readonly env: NodeJS.ProcessEnv;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** A workspace's platform on the engine that was found. */
export interface Platform {
  readonly workspace: Workspace;
  readonly engine: Engine;
  /** The enabled ones, in the index's order. */
  readonly resources: readonly Resource[];
  readonly context: ResourceContext;
  /** Replaces every secret of this workspace in a text by `***`. */
  mask(text: string): string;
}
