import { constants } from "node:os";
import { execa } from "execa";
import { MsxError } from "../../errors/msx-error.js";
import type { Console } from "../../io/console.js";
import { signalGroup } from "./process-ledger.js";

export interface ForegroundCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly console: Console;
  /** Without, it may take as long as it likes. */
  readonly timeoutMs: number | undefined;
}

export interface CommandEnd {
  /** Its own, or 128 and the number of the signal that ended it, as shells say it. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
}

/** From the request to end until it is killed. */
const graceMs = 10_000;

/**
 * Runs somebody's command on msx's own input and output until it ends. An aborted signal or the time limit asks it to end
 * (SIGTERM), then kills it. With a terminal it shares msx's process group: Ctrl-C reaches it by itself, and it has the grace
 * period to act on it. Without one it leads a group of its own, so that what it started ends with it.
 * @throws MsxError COMMAND_UNUSABLE when it cannot be started
 */
export async function runForeground(
  { command, args, cwd, env, console, timeoutMs }: ForegroundCommand,
  signal: AbortSignal,
): Promise<CommandEnd> {
  const ownGroup = console.terminal === undefined && process.platform !== "win32";
  const child = execa(command, args, {
    cwd,
    env,
    extendEnv: false,
    stdin: console.input ?? "ignore",
    stdout: console.output,
    stderr: console.errors,
    detached: ownGroup,
    buffer: false,
    reject: false,
  });
  const tell = (what: NodeJS.Signals): void => {
    if (ownGroup && child.pid !== undefined) signalGroup(child.pid, what);
    else child.kill(what);
  };
  const timers: NodeJS.Timeout[] = [];
  let timedOut = false;
  const end = (): void => {
    tell("SIGTERM");
    timers.push(setTimeout(() => tell("SIGKILL"), graceMs));
  };
  const onTimeout = (): void => {
    timedOut = true;
    end();
  };
  const onAbort = (): void => {
    if (ownGroup) end();
    else timers.push(setTimeout(end, graceMs));
  };
  // A second Ctrl-C ends msx at once.
  const onExit = (): void => tell("SIGKILL");
  if (timeoutMs !== undefined) timers.push(setTimeout(onTimeout, timeoutMs));
  signal.addEventListener("abort", onAbort, { once: true });
  process.once("exit", onExit);
  if (signal.aborted) onAbort();
  try {
    const result = await child;
    if (result.exitCode === undefined && result.signal === undefined) {
      const detail = result.cause instanceof Error ? result.cause.message : (result.shortMessage ?? "");
      throw new MsxError("COMMAND_UNUSABLE", { command, detail });
    }
    // What it started and did not end.
    if (ownGroup && (timedOut || signal.aborted)) tell("SIGKILL");
    const ended = (result.signal ?? null) as NodeJS.Signals | null;
    const exitCode = result.exitCode ?? 128 + (ended === null ? 0 : constants.signals[ended]);
    return { exitCode, signal: ended, timedOut };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    process.off("exit", onExit);
  }
}
