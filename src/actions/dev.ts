import { assertNotRunning } from "../dev/assert-not-running.js";
import type { DevEvent } from "../dev/dev-event.js";
import { install, type Runnable } from "../dev/install.js";
import { runServices } from "../dev/run-services.js";
import { stackOf } from "../dev/stacks.js";
import { MsxError } from "../errors/msx-error.js";
import { parseDuration } from "../platform/duration.js";
import type { Instance } from "../platform/engines/engine.js";
import { missingEssentials, prepareResources } from "../platform/essential.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import { withWorkspaceLock } from "../platform/workspace-lock.js";
import { loadWorkspace, selectServices, type Workspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { up } from "./up.js";

export type { DevEvent };

export interface DevOptions {
  /** All of the workspace that can be run from source when empty. */
  readonly services: readonly string[];
  /** Each service gets a debugger port. */
  readonly inspect: boolean;
  /** `120s`, `2m`: how long each resource may take where the platform has to be brought up. */
  readonly timeout: string;
  /** Given what happens as it happens: log lines, reloads, failures. */
  onEvent(event: DevEvent): void;
}

export interface DevResult {
  readonly workspace: string;
  /** What ran. */
  readonly services: readonly string[];
}

/**
 * Runs services from source against the platform, which is brought up where it does not run, until the context's signal
 * is aborted; then stops them and resolves.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, USAGE, UNKNOWN_SERVICE, NOTHING_TO_RUN, DEV_UNSUPPORTED, DEV_RUNNING,
 *   INSTALL_FAILED, WORKSPACE_BUSY, PORT_UNAVAILABLE, and what `up` throws
 */
export async function dev(options: DevOptions, context: ActionContext): Promise<DevResult> {
  const { cwd, io, signal } = context;
  const { timeout } = options;
  parseDuration(timeout, "--timeout", "dev");
  const workspace = loadWorkspace(cwd);
  const runnable = chooseRunnable(workspace, options.services, context);
  assertNotRunning(workspace, runnable);
  const platform = await upPlatform(workspace, timeout, context);
  await install(runnable, io, signal);
  const instances = await withWorkspaceLock(workspace, "dev", () => prepare(platform, signal));
  announce(runnable, instances, context);
  options.onEvent({ type: "starting", services: runnable.map(({ service }) => service.name) });
  const running = await runServices({ platform, runnable, ...options });
  await aborted(signal);
  await running.close();
  return { workspace: workspace.name, services: runnable.map(({ service }) => service.name) };
}

/** The platform, brought up where what every service needs does not run. @throws MsxError what `up` throws */
async function upPlatform(workspace: Workspace, timeout: string, context: ActionContext): Promise<Platform> {
  const { env, io } = context;
  // Opened anew after `up`, which may have been the first: it chooses the workspace's id and secrets.
  const open = () => openPlatform({ workspace, engine: "auto", env, io });
  const platform = await open();
  if (missingEssentials(platform, await platform.engine.observe()).length === 0) return platform;
  const { failure } = await up({ only: [], engine: "auto", timeout }, context);
  if (failure) throw failure;
  return open();
}

/** What is named must be runnable; of all, those that are. */
function chooseRunnable(
  workspace: Workspace,
  names: readonly string[],
  { io }: ActionContext,
): readonly Runnable[] {
  const problems: string[] = [];
  const runnable = selectServices(workspace, names).flatMap((service): Runnable[] => {
    const found = stackOf(service);
    if ("stack" in found) return [{ service, stack: found.stack }];
    const { problem: detail } = found;
    const params = { service: service.name, detail };
    if (names.length > 0) throw new MsxError("DEV_UNSUPPORTED", params);
    io.emit({ type: "note", level: "warn", code: "dev.skipped", params });
    problems.push(`${service.name}: ${detail}`);
    return [];
  });
  if (runnable.length > 0) return runnable;
  const globs = workspace.services.join(", ");
  throw new MsxError("NOTHING_TO_RUN", { workspace: workspace.name, globs, detail: problems.join("; ") });
}

/** What a service that was never deployed needs: its database, and its route in the running gateway. */
async function prepare(platform: Platform, signal: AbortSignal): Promise<readonly Instance[]> {
  platform.state.save();
  const instances = await platform.engine.observe();
  await prepareResources(platform, instances, signal);
  const gateway = platform.resources.find(({ name }) => name === "gateway");
  if (gateway) await platform.engine.syncFiles(gateway);
  return instances;
}

function announce(
  runnable: readonly Runnable[],
  instances: readonly Instance[],
  { io }: ActionContext,
): void {
  const names = runnable.map(({ service }) => service.name);
  const params = { services: names.join(", ") };
  io.emit({ type: "note", level: "info", code: "dev.starting", params });
  const deployed = runnable
    .filter(({ service }) => service.consumes.length > 0)
    .map(({ service }) => service.name)
    .filter((name) => instances.some(({ owner, state }) => owner === name && state === "running"));
  if (deployed.length === 0) return;
  const competing = { services: deployed.join(", ") };
  io.emit({ type: "note", level: "warn", code: "dev.competing", params: competing });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
