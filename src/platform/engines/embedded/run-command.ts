import { createInterface } from "node:readline";
import { execa } from "execa";

/**
 * Runs a command and tells each line it prints.
 * @throws Error when it does not end with 0; the signal's reason
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  cwd: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const child = execa(command, args, {
    cwd,
    all: true,
    buffer: false,
    reject: false,
    stdin: "ignore",
    cancelSignal: signal,
    // Neither npm nor what it runs is to colour its words.
    env: { NO_COLOR: "1", FORCE_COLOR: "0" },
  });
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
}
