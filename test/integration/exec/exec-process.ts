import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { msxBin } from "../../helpers/msx.js";

/** `msx exec` without a terminal, as CI runs it. */
export class ExecProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  stdout = "";
  stderr = "";

  constructor(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
    this.#child = spawn(process.execPath, [msxBin, "exec", ...args], {
      cwd,
      env: { ...process.env, LANG: "C", LC_ALL: "C", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#exit = once(this.#child, "exit");
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async exitCode(): Promise<number | null> {
    const [code] = await this.#exit;
    return code as number | null;
  }
}
