import { clientsAt } from "../deploy/targets/lambda/clients-at.js";
import { functionsOf } from "../deploy/targets/lambda/deployed-functions.js";
import { functionLogs } from "../deploy/targets/lambda/function-logs.js";
import type { PlaceOptions } from "../deploy/targets/lambda/place.js";
import { hasRecords } from "../deploy/targets/lambda/record.js";
import { MsxError } from "../errors/msx-error.js";
import { connections } from "../platform/connections.js";
import type { Instance, LogLine } from "../platform/engines/engine.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { recordsAt } from "./deploy-targets.js";
import { functionPlace } from "./function-place.js";

export interface LogsOptions extends PlaceOptions {
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

/** Where lines come from. */
interface Source {
  readonly names: readonly string[];
  lines(signal: AbortSignal): AsyncIterable<LogLine>;
}

/**
 * The log lines of the workspace's resources, services and functions, secrets masked. With `follow` it ends when what runs here
 * ends, or by Ctrl-C.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_RESOURCE, PLATFORM_DOWN, ENGINE_UNAVAILABLE, AWS_UNREACHABLE
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
  const sources = [ofInstances(platform, all, options), await ofFunctions(platform, all, options, context)];
  const present = sources.flatMap((source) => (source === undefined ? [] : [source]));
  if (present.length === 0) {
    const missing = options.names.join(", ") || known.join(", ");
    throw new MsxError("PLATFORM_DOWN", { workspace: workspace.name, missing });
  }
  await Promise.all(
    present.map(async (source) => {
      for await (const { source: name, text } of source.lines(signal)) {
        options.onLine({ source: name, text: platform.mask(text) });
      }
    }),
  );
  return { sources: present.flatMap(({ names }) => names), interrupted: signal.aborted };
}

function ofInstances(
  { engine }: Platform,
  all: readonly Instance[],
  { names, follow, tail }: LogsOptions,
): Source | undefined {
  const wanted = names.length === 0 ? all : all.filter(({ owner }) => names.includes(owner));
  if (wanted.length === 0) return undefined;
  // Replicas keep their number; a resource, which is one, is called by its name alone.
  const shown = new Map(
    wanted.map((one) => [one.name, one.kind === "resource" ? one.owner : `${one.owner}-${one.number}`]),
  );
  return {
    names: [...shown.values()],
    async *lines(signal) {
      for await (const { source, text } of engine.logs({ instances: wanted, follow, tail }, signal)) {
        yield { source: shown.get(source) ?? source, text };
      }
    },
  };
}

/** Functions write to CloudWatch Logs: those of the services that are named and were deployed as such. */
async function ofFunctions(
  platform: Platform,
  all: readonly Instance[],
  options: LogsOptions,
  context: ActionContext,
): Promise<Source | undefined> {
  const { workspace } = platform;
  const isElsewhere = options.endpoint !== undefined || options.profile !== undefined;
  const isHere = connections(platform, all, "host").AWS_ENDPOINT_URL !== undefined;
  if (!hasRecords(workspace.folder) || !(isElsewhere || isHere)) return undefined;
  const place = await functionPlace(options, platform, all, context);
  const { names, follow, tail } = options;
  const records = recordsAt(platform, place).all();
  const functions = records
    .filter(({ service }) => names.length === 0 || names.includes(service))
    .flatMap(functionsOf)
    .map(({ name }) => name);
  if (functions.length === 0) return undefined;
  return {
    names: functions,
    async *lines(signal) {
      const clients = clientsAt(place);
      try {
        yield* functionLogs(clients, { functions, follow, tail }, signal);
      } finally {
        clients.close();
      }
    },
  };
}
