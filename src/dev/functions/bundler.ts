import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { packageFolder } from "../../io/package-files.js";
import { tell } from "../../messages/tell.js";
import type { ProcessSupervisor, SupervisedProcess } from "../../platform/processes/process-supervisor.js";
import type { Service } from "../../workspace/workspace.js";
import { describeEnd } from "../instance.js";
import type { BundledMessage, BundleMessage } from "./bundle-protocol.js";

const graceMs = 2_000;

export interface BundlerOptions {
  readonly service: Pick<Service, "name" | "folder">;
  readonly supervisor: ProcessSupervisor;
  /** Where the bundles go. */
  readonly folder: string;
  /** With source maps. */
  readonly debug: boolean;
  /** What the project's build script prints. */
  onLine(stream: "stdout" | "stderr", line: string): void;
}

/** Bundles the functions of a project whose `scripts/build.mjs` exports `bundleOptions`, in a process that stays. */
export class Bundler {
  readonly #options: BundlerOptions;
  #process: SupervisedProcess | undefined;
  #answered: ((answer: BundledMessage) => void) | undefined;

  constructor(options: BundlerOptions) {
    this.#options = options;
  }

  /** Whether a project says how its functions are bundled. */
  static takes({ folder }: Pick<Service, "folder">): boolean {
    const file = path.join(folder, "scripts", "build.mjs");
    if (!existsSync(file)) return false;
    return /^export (async )?(function|const) bundleOptions\b/m.test(readFileSync(file, "utf8"));
  }

  /**
   * Bundles what the sources say now. One at a time.
   * @param changed what was saved since the last time, relative to the service's folder; empty where that is not known
   * @throws Error when the process ends
   */
  async bundle(changed: readonly string[]): Promise<BundledMessage> {
    const running = this.#start();
    const answer = new Promise<BundledMessage>((resolve) => {
      this.#answered = resolve;
    });
    const { folder, debug } = this.#options;
    running.send({ type: "bundle", folder, changed, debug } satisfies BundleMessage);
    const ended = running.ended.then((end) => {
      throw new Error(`bundling ended with ${tell(describeEnd(end), "en")}`);
    });
    return Promise.race([answer, ended]);
  }

  /** The next bundle is made by a new process: the build script or the dependencies have changed. */
  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    await running?.stop(graceMs);
  }

  #start(): SupervisedProcess {
    if (this.#process !== undefined && !this.#process.isOver) return this.#process;
    const { service, supervisor, onLine } = this.#options;
    const file = pathToFileURL(path.join(packageFolder(), "dist", "dev-bundler.mjs")).href;
    // As a text that lies in the service's folder, so that its `import` finds the project's esbuild.
    const program = `await (await import(${JSON.stringify(file)})).serve((name) => import(name))`;
    this.#process = supervisor.start({
      ...{ owner: service.name, command: process.execPath, cwd: service.folder, env: process.env, onLine },
      args: ["--input-type=module", "--eval", program],
      onMessage: (message) => this.#answered?.(message as BundledMessage),
    });
    return this.#process;
  }
}
