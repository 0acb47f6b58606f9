import { MsxError } from "../../../errors/msx-error.js";
import type { ServiceEngine } from "../../../platform/engines/engine.js";
import { withDeadline } from "../../../platform/with-deadline.js";
import type { Service } from "../../../workspace/workspace.js";
import { buildSettings } from "../../build-settings.js";

const logLines = 60;
/** A build that hangs (a registry that never answers) must not hang msx. */
const limitMs = 20 * 60_000;

export interface ImageBuild {
  readonly service: Service;
  /** `<workspace>/<service>:<version>` */
  readonly image: string;
  readonly version: string;
  /** Base images by build argument. */
  readonly bases: Readonly<Record<string, string>>;
}

/**
 * Builds service images one at a time: the first one fills the layers that all services of a stack share, and two builds at
 * once are no faster than one after the other on a machine whose cores they fill anyway.
 */
export class BuildQueue {
  readonly #engine: ServiceEngine;
  readonly #env: NodeJS.ProcessEnv;
  readonly #mask: (text: string) => string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(engine: ServiceEngine, env: NodeJS.ProcessEnv, mask: (text: string) => string) {
    this.#engine = engine;
    this.#env = env;
    this.#mask = mask;
  }

  /**
   * Builds the image unless it is present.
   * @param onLine is given each line of the build
   * @throws MsxError BUILD_FAILED with the last lines; DOCKER_FAILED; the signal's reason
   */
  build(build: ImageBuild, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    const turn = this.#last.then(() => this.#build(build, onLine, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #build(build: ImageBuild, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if ((await this.#engine.imageId(build.image)) !== undefined) return;
    const settings = buildSettings(this.#env);
    const lines: string[] = [];
    const request = {
      tag: build.image,
      folder: build.service.folder,
      args: { ...settings.args, ...build.bases },
      labels: { "msx.service": build.service.name, "msx.version": build.version },
      extraFiles: settings.files,
    };
    const keep = (line: string): void => {
      lines.push(line);
      if (lines.length > logLines) lines.shift();
      onLine(line);
    };
    try {
      await withDeadline(limitMs, signal, (within) => this.#engine.build(request, keep, within));
    } catch (error) {
      if (signal.aborted || error instanceof MsxError) throw error;
      const said = (error as Error).message;
      if (!lines.some((line) => line.includes(said))) lines.push(said);
      const logs = this.#mask(lines.join("\n"));
      throw new MsxError("BUILD_FAILED", { service: build.service.name, logs }, { cause: error });
    }
  }
}
