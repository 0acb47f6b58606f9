import { MsxError } from "../errors/msx-error.js";
import type { Console } from "../io/console.js";
import { parseDuration } from "../platform/duration.js";
import type { EngineName } from "../platform/engines/engine.js";
import { openPlatform } from "../platform/platform.js";
import { type CommandEnd, runForeground } from "../platform/processes/foreground-command.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { deploy } from "./deploy.js";
import { down } from "./down.js";
import { env as connectionVariables } from "./env.js";
import { up } from "./up.js";
import { whatIsLeft } from "./what-is-left.js";

export interface ExecOptions {
  /** The command and its arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly engine: EngineName | "auto";
  /** These resources and what they depend on; all enabled ones when empty. */
  readonly only: readonly string[];
  /** Whether the services are deployed first. */
  readonly deploy: boolean;
  /** Whose variables: with a service, its own database too. */
  readonly service: string | undefined;
  /** `120s`, `2m`: how long each resource may take to become healthy, and each service to become ready. */
  readonly startTimeout: string;
  /** `10m`: how long the command may take; undefined for as long as it likes. */
  readonly timeout: string | undefined;
  /** What is stored goes with the platform. */
  readonly volumes: boolean;
  readonly console: Console;
}

export interface ExecResult {
  readonly workspace: string;
  readonly engine: string;
  readonly command: readonly string[];
  /** The command's own; 128 and the signal's number when a signal ended it. */
  readonly exitCode: number;
  readonly signal: string | null;
  /** False where the platform ran before: then it is left running. */
  readonly tookDown: boolean;
}

/**
 * Brings the platform up, runs a command with the variables that lead to it, and takes everything down again, however the
 * command or the way to it ended. A platform that ran before is left running.
 * @throws MsxError what `up`, `deploy` and `env` throw, the first failure of a resource or service included; COMMAND_UNUSABLE,
 *   COMMAND_TIMEOUT; INTERRUPTED; what `down` throws when the command itself ended with 0
 */
export async function exec(options: ExecOptions, context: ActionContext): Promise<ExecResult> {
  const timeouts = {
    command: options.timeout === undefined ? undefined : parseDuration(options.timeout, "--timeout", "exec"),
    start: parseDuration(options.startTimeout, "--start-timeout", "exec"),
  };
  const workspace = loadWorkspace(context.cwd);
  if (options.service !== undefined) selectServices(workspace, [options.service]);
  const ranBefore = await runsAnything(options.engine, context, "running");
  let ended: CommandEnd | undefined;
  let engine = "";
  let failure: unknown;
  try {
    engine = await start(options, context);
    ended = await run(options, timeouts.command, context);
  } catch (error) {
    failure = error;
  }
  // Ctrl-C that comes later, while everything is taken down, changes nothing about the command.
  const isInterrupted = context.signal.aborted;
  const undone = ranBefore ? undefined : await takeDown(options, failure, context);
  if (ranBefore) say(context, "exec.left", "info", { workspace: workspace.name });
  else if (undone) say(context, "exec.not-down", "warn", { detail: undone.message });
  if (isInterrupted) throw await interrupted(options, context, failure);
  if (failure) throw failure;
  if (ended === undefined || (ended.exitCode === 0 && undone)) throw undone;
  const { exitCode, signal } = ended;
  const { command } = options;
  return { workspace: workspace.name, engine, command, exitCode, signal, tookDown: !ranBefore };
}

/** @returns the engine it runs on */
async function start(
  { engine, only, startTimeout, ...options }: ExecOptions,
  context: ActionContext,
): Promise<string> {
  const { failure, engine: used } = await up({ only, engine, timeout: startTimeout }, context);
  if (failure) throw failure;
  if (!options.deploy) return used;
  const { services } = await deploy(
    {
      ...{ services: [], target: undefined, replicas: 1, canary: undefined, dryRun: false },
      ...{ parameters: {}, yes: false },
      timeout: startTimeout,
    },
    context,
  );
  const [failed] = services.flatMap(({ error }) => error ?? []);
  if (failed) throw new MsxError(failed.code, failed.params);
  return used;
}

async function run(
  { command: [command = "", ...args], service, console, timeout = "" }: ExecOptions,
  timeoutMs: number | undefined,
  context: ActionContext,
): Promise<CommandEnd> {
  const { cwd, env, io, signal } = context;
  const variables = await connectionVariables(service === undefined ? {} : { service }, context);
  signal.throwIfAborted();
  say(context, "exec.running", "info", { command: [command, ...args].join(" ") });
  await io.drawn();
  const ended = await runForeground(
    { command, args, cwd, env: { ...env, ...variables }, console, timeoutMs },
    signal,
  );
  if (ended.timedOut) throw new MsxError("COMMAND_TIMEOUT", { command, timeout });
  return ended;
}

/** Not stopped by the Ctrl-C that ended the command. @returns why not everything is gone */
async function takeDown(
  { volumes }: ExecOptions,
  failure: unknown,
  context: ActionContext,
): Promise<Error | undefined> {
  // Another msx was starting it: it is not ours to end.
  if (failure instanceof MsxError && failure.code === "WORKSPACE_BUSY") return undefined;
  const { signal } = new AbortController();
  try {
    if (failure && !(await runsAnything("auto", context, "any"))) return undefined;
    await down({ volumes, images: false, yes: true, target: undefined }, { ...context, signal });
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

async function runsAnything(
  engine: ExecOptions["engine"],
  { cwd, env, io }: ActionContext,
  which: "running" | "any",
): Promise<boolean> {
  const platform = await openPlatform({ workspace: loadWorkspace(cwd), engine, env, io });
  const instances = await platform.engine.observe();
  return instances.some(({ kind, state }) => which === "any" || (kind === "resource" && state === "running"));
}

async function interrupted(
  { engine }: ExecOptions,
  { cwd, env, io }: ActionContext,
  cause: unknown,
): Promise<MsxError> {
  const platform = await openPlatform({ workspace: loadWorkspace(cwd), engine, env, io });
  return new MsxError("INTERRUPTED", { left: await whatIsLeft(platform) }, { cause });
}

type Said = "exec.running" | "exec.left" | "exec.not-down";

function say(
  { io }: ActionContext,
  code: Said,
  level: "info" | "warn",
  params: Record<string, string>,
): void {
  io.emit({ type: "note", level, code, params });
}
