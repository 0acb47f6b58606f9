import type { BaseImageKey } from "../../engine.js";
import type { Places } from "../places.js";

/** One build of a service, in folders that are removed or renamed by whoever asked for it. */
export interface BuildJob {
  /** The service's own folder. */
  readonly folder: string;
  /** A copy of what an image build of it would get to see. */
  readonly work: string;
  /** Empty; to be filled with what the service's image would hold. */
  readonly done: string;
  readonly places: Pick<Places, "builds" | "cache">;
  onLine(line: string): void;
  readonly signal: AbortSignal;
}

/** How services of one stack become a folder that runs. Another stack is another folder and a line in `builds` and `launches`. */
export interface BuildStack {
  /** Files without which there is nothing to build, relative to the service's folder. */
  readonly required: readonly string[];
  /**
   * Builds a version as the image's stages do: one that does not compile or whose unit tests fail is not built.
   * @throws Error with the command that failed; the signal's reason
   */
  build(job: BuildJob): Promise<void>;
  /** What this machine has in a base image's place, with its version; undefined where it is not installed. */
  tool(base: BaseImageKey): Promise<string | undefined>;
}

/** How what was built of a stack is run. */
export interface LaunchStack {
  /** The file that is run, relative to the built folder: by it a build is known for one of this stack. */
  readonly program: string;
  /** @param memoryMiB the ceiling, above which the process is killed */
  command(memoryMiB: number): {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
}
