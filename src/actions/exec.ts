import { constants } from "node:os";
import { execa } from "execa";
import { MsxError } from "../errors/msx-error.js";
import type { Console } from "../io/console.js";
import { parseDuration } from "../platform/duration.js";
import type { EngineName } from "../platform/engines/engine.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { deploy } from "./deploy.js";
import { down } from "./down.js";
import { env } from "./env.js";
import { up } from "./up.js";

export interface ExecOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly engine: EngineName | "auto";
  /** The services of the workspace too. */
  readonly deploy: boolean;
  /** Whose own database the command is led to as well. */
  readonly service: string | undefined;
  /** `10m`: how long the command may take; for ever without it. */
  readonly timeout: string | undefined;
  /** What was stored goes with the platform. */
  readonly volumes: boolean;
  readonly console: Console;
}

export interface ExecResult {
  readonly command: readonly string[];
  /** The command's own; of one that a signal ended, 128 and the signal's number. */
  readonly exitCode: number;
  readonly engine: string;
  /** False where something ran before: then it was left running. */
  readonly tookDown: boolean;
}

/** Between SIGTERM, when the time is over or by Ctrl-C, and SIGKILL. */
const graceMs = 10_000;
/** For each resource, as `up`'s own; and for a service, twice what `deploy` gives it: CI machines are slow. */
const upTimeout = "120s";
const deployTimeout = "180s";

/**
 * Brings the platform up, runs a command with the variables that lead to it, and takes it down again, however that ended. What
 * ran before is left running.
 * @throws MsxError as `up`, `deploy` and `env`; USAGE for a program that is not there, COMMAND_TIMEOUT, INTERRUPTED
 */
export async function exec(options: ExecOptions, context: ActionContext): Promise<ExecResult> {
  const timeoutMs =
    options.timeout === undefined ? undefined : parseDuration(options.timeout, "--timeout", "exec");
  const tookDown = !(await somethingRuns(context));
  try {
    const report = await up({ only: [], engine: options.engine, timeout: upTimeout }, context);
    if (report.failure) throw report.failure;
    if (options.deploy) await deployAll(context);
    const variables = await env(options.service === undefined ? {} : { service: options.service }, context);
    const exitCode = await run(options, { ...context.env, ...variables }, timeoutMs, context.signal);
    return { command: options.command, exitCode, engine: report.engine, tookDown };
  } finally {
    if (tookDown) await takeDown(options, context);
  }
}

async function somethingRuns({ cwd, env: variables, io }: ActionContext): Promise<boolean> {
  const workspace = loadWorkspace(cwd);
  const platform = await openPlatform({ workspace, engine: "auto", env: variables, io });
  return (await platform.engine.observe()).some(({ state }) => state === "running");
}

async function deployAll(context: ActionContext): Promise<void> {
  const { services } = await deploy(
    {
      ...{ services: [], target: "local", replicas: 1, canary: undefined },
      ...{ timeout: deployTimeout, dryRun: false },
    },
    context,
  );
  const failed = services.find(({ error }) => error !== undefined)?.error;
  if (failed) throw new MsxError(failed.code, failed.params);
}

/** @returns its exit code */
async function run(
  { command: [program = "", ...args], console, timeout }: ExecOptions,
  variables: NodeJS.ProcessEnv,
  timeoutMs: number | undefined,
  signal: AbortSignal,
): Promise<number> {
  signal.throwIfAborted();
  const result = await execa(program, args, {
    env: variables,
    extendEnv: false,
    stdin: console.input ?? "ignore",
    stdout: console.output,
    stderr: console.errors,
    buffer: false,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: graceMs,
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
  });
  if (result.timedOut) {
    throw new MsxError("COMMAND_TIMEOUT", { command: [program, ...args].join(" "), timeout: timeout ?? "" });
  }
  if (signal.aborted) throw new MsxError("INTERRUPTED", { left: "-" }, { cause: signal.reason });
  if (result.exitCode !== undefined) return result.exitCode;
  if (result.signal !== undefined) return 128 + (constants.signals[result.signal] ?? 0);
  throw new MsxError("USAGE", { detail: `${program}: ${result.originalMessage}`, command: "exec" });
}

/** After Ctrl-C too: a second one ends msx at once. */
async function takeDown({ volumes }: ExecOptions, context: ActionContext): Promise<void> {
  const { signal } = new AbortController();
  await down({ volumes, images: false, yes: true }, { ...context, signal });
}
