import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { bringUp, type Verdict } from "../platform/bring-up.js";
import { parseDuration } from "../platform/duration.js";
import { endpointUrls } from "../platform/endpoint-urls.js";
import type { EngineName } from "../platform/engines/engine.js";
import { withDependencies } from "../platform/graph.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import { type PlatformReport, type ResourceReport, reportServices } from "../platform/report.js";
import type { Resource, ResourceName } from "../platform/resource.js";
import { reviveServices } from "../platform/revive-services.js";
import { withWorkspaceLock } from "../platform/workspace-lock.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { whatIsLeft } from "./what-is-left.js";

export interface UpOptions {
  /** These resources and what they depend on; all enabled ones when empty. */
  readonly only: readonly string[];
  readonly engine: EngineName | "auto";
  /** `120s`, `2m`: how long each resource may take to become healthy. */
  readonly timeout: string;
}

export interface UpResult extends PlatformReport {
  /** The first failure of a resource or service; the exit code is its. */
  readonly failure?: MsxError;
}

/**
 * Brings the platform of the workspace around `cwd` to ready, and starts stopped services again; what is right already
 * is left alone.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_RESOURCE, USAGE, WORKSPACE_BUSY, ENGINE_UNAVAILABLE,
 *   ENGINE_IN_USE, NAME_CONFLICT, VOLUME_INCOMPATIBLE or INTERRUPTED; a resource that fails is told in the result
 */
export async function up(options: UpOptions, context: ActionContext): Promise<UpResult> {
  const { cwd, env, io, signal } = context;
  const timeoutMs = parseDuration(options.timeout, "--timeout", "up");
  const workspace = loadWorkspace(cwd);
  const platform = await openPlatform({ workspace, engine: options.engine, env, io, starts: true });
  const { engine, why } = platform;
  io.emit({ type: "note", level: "info", code: "engine.chosen", params: { engine: engine.description } });
  if (why) io.emit({ type: "note", level: "info", ...why });
  const chosen = chooseResources(platform, options.only);
  return withWorkspaceLock(workspace, "up", async () => {
    try {
      return await start(platform, chosen, { ...options, timeoutMs }, context);
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new MsxError("INTERRUPTED", { left: await whatIsLeft(platform) }, { cause: error });
    }
  });
}

async function start(
  platform: Platform,
  chosen: readonly Resource[],
  { only, timeoutMs }: UpOptions & { readonly timeoutMs: number },
  { io, signal }: ActionContext,
): Promise<UpResult> {
  // From here on the id is in labels: it has to be on disk before the first of them is.
  platform.state.save();
  platform.state.setEngine(platform.engine.name);
  const verdicts = await bringUp(platform, chosen, { timeoutMs, io, signal });
  // Without its engine there is nothing to report on.
  const lost = verdicts.find(({ error }) => error?.code === "ENGINE_LOST")?.error;
  if (lost) throw lost;
  const instances = await platform.engine.observe();
  const revived =
    only.length === 0 ? await reviveServices(platform, instances, { timeoutMs, io, signal }) : [];
  const after = revived.length > 0 ? await platform.engine.observe() : instances;
  const services = await reportServices(platform, after, signal);
  const failure = [...verdicts, ...revived].find(({ error }) => error !== undefined)?.error;
  return {
    workspace: platform.workspace.name,
    engine: platform.engine.name,
    changed: verdicts.some(({ changed }) => changed) || revived.length > 0,
    resources: chosen.flatMap((resource) => {
      const verdict = verdicts.find(({ name }) => name === resource.name);
      return verdict ? [toReport(verdict, resource)] : [];
    }),
    services,
    ...(failure && { failure }),
  };
}

function chooseResources({ resources }: Platform, only: readonly string[]): readonly Resource[] {
  const known = resources.map(({ name }) => name);
  for (const name of only) {
    if (!known.includes(name as ResourceName)) {
      throw new MsxError("UNKNOWN_RESOURCE", { name, known: known.join(", ") });
    }
  }
  return only.length === 0 ? resources : withDependencies(resources, only as readonly ResourceName[]);
}

function toReport({ name, changed, endpoint, error }: Verdict, { ports }: Resource): ResourceReport {
  const endpoints = endpoint ? endpointUrls(ports, endpoint) : {};
  if (!error) return { name, state: "ready", changed, endpoints };
  const logs = error.params.logs;
  const told = error.params.detail ?? error.message;
  const reason =
    typeof logs === "string" && logs !== "-" ? phrase("lines", { first: told, rest: logs }) : told;
  return { name, state: "failed", changed, endpoints, reason };
}
