import type { Detail } from "../errors/detail.js";
import type { Service } from "../workspace/workspace.js";

export interface DevCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** What has to be there before sources can be used. */
export interface Dependencies {
  /** Whether what a service depends on is installed as its lock file says. */
  isInstalled(service: Service): boolean;
  readonly install: DevCommand;
}

/** How services of one stack run from source. Another stack is another folder and a line in `stacks`. */
export interface DevStack extends Dependencies {
  /** Files and folders whose change means a reload, relative to the service's folder. */
  readonly watched: readonly string[];
  /** Names of folders below them that a build writes into. */
  readonly unwatched: readonly string[];
  /** Whether its processes open a port for Node's debugger; of others an editor takes hold by itself. */
  readonly canBeInspected: boolean;
  /** Why this service cannot be run from source, or undefined. */
  problem(service: Service): Detail | undefined;
  /**
   * Starts a process that gets ready to run the service and does so when told over IPC (`launch-protocol.ts`): what
   * takes long and does not depend on the sources happens before the save.
   */
  launcher(service: Service): DevCommand;
  /** Whether a process that was made ready before these files changed must not be used any more. */
  isStale(files: readonly string[]): boolean;
}
