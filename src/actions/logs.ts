import { MsxError } from "../errors/msx-error.js";
import type { LogLine } from "../platform/engines/engine.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export interface LogsOptions {
  /** Resources or services; everything when empty. */
  readonly names: readonly string[];
  readonly follow: boolean;
  /** Lines of each, from the end. */
  readonly tail: number;
  /** Given each line as it comes. */
  onLine(line: LogLine): void;
}

export interface LogsResult {
  /** Whose lines were printed. */
  readonly sources: readonly string[];
  /** Whether Ctrl-C ended it. */
  readonly interrupted: boolean;
}

/**
 * The log lines of the workspace's containers, secrets masked. With `follow` it ends when they end or by Ctrl-C.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_RESOURCE, PLATFORM_DOWN, ENGINE_UNAVAILABLE
 */
export async function logs(options: LogsOptions, context: ActionContext): Promise<LogsResult> {
  const { cwd, env, io, signal } = context;
  const workspace = loadWorkspace(cwd);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const known = [...platform.resources, ...workspace.allServices].map(({ name }) => name);
  const all = await platform.engine.observe();
  for (const name of options.names) {
    if (!known.includes(name) && !all.some(({ owner }) => owner === name)) {
      throw new MsxError("UNKNOWN_RESOURCE", { name, known: known.join(", ") });
    }
  }
  const wanted = options.names.length === 0 ? all : all.filter(({ owner }) => options.names.includes(owner));
  if (wanted.length === 0) {
    const missing = options.names.join(", ") || known.join(", ");
    throw new MsxError("PLATFORM_DOWN", { workspace: workspace.name, missing });
  }
  const { follow, tail } = options;
  // Replicas keep their number; a resource, which is one, is called by its name alone.
  const shown = new Map(
    wanted.map((one) => [one.name, one.kind === "resource" ? one.owner : `${one.owner}-${one.number}`]),
  );
  for await (const { source, text } of platform.engine.logs({ instances: wanted, follow, tail }, signal)) {
    options.onLine({ source: shown.get(source) ?? source, text: platform.mask(text) });
  }
  return { sources: [...shown.values()], interrupted: signal.aborted };
}
