import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { signalGroup } from "../../processes/process-ledger.js";

/** How long a command that is given up may take to end by itself. */
const patienceMs = 5_000;

/**
 * Runs a command and tells each line it prints. What it started ends with it, also when it is given up: a build tool's own
 * children (test hosts, compilers) are not left behind.
 * @param env added to this process's own
 * @throws Error when it does not end with 0; the signal's reason
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  cwd: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  signal.throwIfAborted();
  const child = execa(command, args, {
    ...{ cwd, all: true, buffer: false, reject: false, stdin: "ignore" },
    // A group of its own: what is signalled is all of it.
    detached: process.platform !== "win32",
    // Neither npm nor what it runs is to colour its words.
    env: { NO_COLOR: "1", FORCE_COLOR: "0", ...env },
  });
  const send = (what: NodeJS.Signals) => (child.pid === undefined ? undefined : signalGroup(child.pid, what));
  const killAll = (): void => send("SIGKILL");
  const giveUp = (): void => {
    send("SIGTERM");
    void delay(patienceMs, undefined, { ref: false, signal: over.signal }).then(killAll, () => undefined);
  };
  const over = new AbortController();
  // What it left would hold its output open.
  child.once("exit", killAll);
  process.once("exit", killAll);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    const lines = createInterface({ input: child.all });
    lines.on("line", onLine);
    const { exitCode, shortMessage } = await child;
    signal.throwIfAborted();
    if (exitCode === 0) return;
    throw new Error(
      exitCode === undefined
        ? (shortMessage ?? command)
        : `${[command, ...args].join(" ")} ended with exit code ${exitCode}`,
    );
  } finally {
    over.abort();
    process.off("exit", killAll);
    signal.removeEventListener("abort", giveUp);
  }
}
