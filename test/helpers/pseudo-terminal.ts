import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** Why a test that needs a terminal cannot run here: its `script` is util-linux's. */
export const noTerminal =
  process.platform === "linux" ? undefined : "SKIPPED: no script(1) of util-linux on this system";

/** A command in a real terminal: what it draws can be read, and keys can be pressed. */
export class PseudoTerminal {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  #text = "";

  /** @param command for a shell, since script(1) takes nothing else: it must come from the test itself */
  constructor(command: string, options: { readonly cwd: string; readonly env?: Record<string, string> }) {
    const { CI: _notThere, ...env } = process.env;
    // Without a window it has no columns, and nothing can be drawn in it.
    const sized = `stty rows 40 columns 160; ${command}`;
    this.#child = spawn("script", ["--quiet", "--return", "--command", sized, "/dev/null"], {
      cwd: options.cwd,
      env: { ...env, LANG: "C", LC_ALL: "C", TERM: "xterm", ...options.env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#exit = once(this.#child, "exit");
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.#text += chunk.toString();
    });
  }

  /** Everything that was written to the terminal so far. */
  get text(): string {
    return this.#text;
  }

  /** A line, and Return. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\r`);
  }

  /** As a person does: the terminal sends SIGINT to all that runs in its foreground. */
  pressCtrlC(): void {
    this.#child.stdin?.write("\u0003");
  }

  async until(condition: () => boolean | Promise<boolean>, timeoutMs = 180_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (!(await condition())) {
      if (performance.now() > end || this.#child.exitCode !== null) {
        this.#child.kill();
        throw new Error(`the condition did not come true; the terminal shows: ${this.#text}`);
      }
      await delay(100);
    }
  }

  /** The exit code of the command. */
  async end(timeoutMs = 180_000): Promise<number> {
    const late = delay(timeoutMs, undefined, { ref: false }).then(() => {
      this.#child.kill("SIGKILL");
      throw new Error(`it did not end; the terminal shows: ${this.#text}`);
    });
    const [code] = await Promise.race([this.#exit, late]);
    return Number(code);
  }
}
