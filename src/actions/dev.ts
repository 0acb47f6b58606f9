import { assertNotRunning } from "../dev/assert-not-running.js";
import type { DevEvent } from "../dev/dev-event.js";
import { functionDependencies } from "../dev/functions/function-dependencies.js";
import { type GivenBack, type RunningFunctions, runFunctions } from "../dev/functions/run-functions.js";
import { type Installable, install, type Runnable } from "../dev/install.js";
import { type RunningServices, runServices } from "../dev/run-services.js";
import { stackOf } from "../dev/stacks.js";
import { type Detail, joined, phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { connections } from "../platform/connections.js";
import { parseDuration } from "../platform/duration.js";
import type { Instance } from "../platform/engines/engine.js";
import { missingEssentials, prepareResources } from "../platform/essential.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import { ProcessLedger } from "../platform/processes/process-ledger.js";
import { withWorkspaceLock } from "../platform/workspace-lock.js";
import { loadWorkspace, type Service, selectServices, type Workspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { deployForDev } from "./dev-functions.js";
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
  /** Of services that are functions: which version answers from now on. */
  readonly deployed?: readonly GivenBack[];
}

/** What is run, by how it is: as processes of this machine, or as functions of the platform's AWS. */
interface Chosen {
  readonly processes: readonly Runnable[];
  readonly functions: readonly Service[];
}

/**
 * Runs services from source against the platform, which is brought up where it does not run, until the context's signal
 * is aborted; then stops them, lets functions' deployed versions answer again, and resolves.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, USAGE, UNKNOWN_SERVICE, NOTHING_TO_RUN, DEV_UNSUPPORTED, DEV_RUNNING,
 *   INSPECT_UNSUPPORTED, INSTALL_FAILED, WORKSPACE_BUSY, PORT_UNAVAILABLE, and what `up` and `deploy` throw
 */
export async function dev(options: DevOptions, context: ActionContext): Promise<DevResult> {
  const { cwd, io, signal } = context;
  const { timeout } = options;
  parseDuration(timeout, "--timeout", "dev");
  const workspace = loadWorkspace(cwd);
  const chosen = chooseRunnable(workspace, options.services, context);
  const { processes, functions } = chosen;
  const all: readonly Installable[] = [
    ...processes,
    ...functions.map((service) => ({ service, stack: functionDependencies })),
  ];
  assertNotRunning(workspace, all);
  const platform = await upPlatform(workspace, timeout, functions.length > 0, context);
  await install(all, io, signal);
  const instances = await withWorkspaceLock(workspace, "dev", () => prepare(platform, signal));
  const ledger = new ProcessLedger(workspace.folder);
  const held = functions.map(({ name }) => ledger.hold(name));
  try {
    return await run(chosen, { platform, instances }, options, context);
  } finally {
    for (const release of held) release();
  }
}

/** Runs what was chosen until the context's signal is aborted, then ends it. */
async function run(
  { processes, functions }: Chosen,
  { platform, instances }: { readonly platform: Platform; readonly instances: readonly Instance[] },
  options: DevOptions,
  context: ActionContext,
): Promise<DevResult> {
  const services = [...processes.map(({ service }) => service), ...functions].map(({ name }) => name);
  const deployed =
    functions.length === 0
      ? undefined
      : await deployForDev(platform, { ...options, services: functions }, context);
  let running: RunningServices | undefined;
  let lambdas: RunningFunctions | undefined;
  let given: readonly GivenBack[] | undefined;
  try {
    announce(services, processes, instances, context);
    if (options.inspect) announceAttachable(processes, context);
    options.onEvent({ type: "starting", services });
    if (processes.length > 0) running = await runServices({ platform, runnable: processes, ...options });
    if (deployed) lambdas = await runFunctions({ platform, ...deployed, onEvent: options.onEvent });
    await aborted(context.signal);
  } finally {
    [, given] = await Promise.all([running?.close(), lambdas?.close()]);
    deployed?.close();
  }
  return { workspace: platform.workspace.name, services, ...(given && { deployed: given }) };
}

/** The platform, brought up where what every service needs does not run, or what functions need. @throws MsxError what `up` throws */
async function upPlatform(
  workspace: Workspace,
  timeout: string,
  needsAws: boolean,
  context: ActionContext,
): Promise<Platform> {
  const { env, io } = context;
  // Opened anew after `up`, which may have been the first: it chooses the workspace's id and secrets.
  const open = () => openPlatform({ workspace, engine: "auto", env, io });
  const platform = await open();
  const instances = await platform.engine.observe();
  const hasAws = connections(platform, instances, "host").AWS_ENDPOINT_URL !== undefined;
  if (missingEssentials(platform, instances).length === 0 && (hasAws || !needsAws)) return platform;
  const { failure } = await up({ only: [], engine: "auto", timeout }, context);
  if (failure) throw failure;
  return open();
}

/** What is named must be runnable; of all, those that are. */
function chooseRunnable(workspace: Workspace, names: readonly string[], { io }: ActionContext): Chosen {
  const problems: Detail[] = [];
  const selected = selectServices(workspace, names);
  const functions = selected.filter(({ form }) => form === "lambda");
  const others = selected.filter(({ form }) => form !== "lambda");
  const processes = others.flatMap((service): Runnable[] => {
    const found = stackOf(service);
    if ("stack" in found) return [{ service, stack: found.stack }];
    const { problem: detail } = found;
    const params = { service: service.name, detail };
    if (names.length > 0) throw new MsxError("DEV_UNSUPPORTED", params);
    io.emit({ type: "note", level: "warn", code: "dev.skipped", params });
    problems.push(phrase("of", { what: service.name, reason: detail }));
    return [];
  });
  if (processes.length + functions.length > 0) return { processes, functions };
  const globs = workspace.services.join(", ");
  throw new MsxError("NOTHING_TO_RUN", { workspace: workspace.name, globs, detail: joined(problems) });
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
  names: readonly string[],
  processes: readonly Runnable[],
  instances: readonly Instance[],
  { io }: ActionContext,
): void {
  const params = { services: names.join(", ") };
  io.emit({ type: "note", level: "info", code: "dev.starting", params });
  const deployed = processes
    .filter(({ service }) => service.consumes.length > 0)
    .map(({ service }) => service.name)
    .filter((name) => instances.some(({ owner, state }) => owner === name && state === "running"));
  if (deployed.length === 0) return;
  const competing = { services: deployed.join(", ") };
  io.emit({ type: "note", level: "warn", code: "dev.competing", params: competing });
}

/** Of which an editor takes hold by itself, where it is asked to. */
function announceAttachable(processes: readonly Runnable[], { io }: ActionContext): void {
  const others = processes.filter(({ stack }) => !stack.canBeInspected).map(({ service }) => service.name);
  if (others.length === 0) return;
  const params = { services: others.join(", ") };
  io.emit({ type: "note", level: "info", code: "dev.attach", params });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
