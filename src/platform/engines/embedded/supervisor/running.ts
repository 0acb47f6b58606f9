import type { Reason } from "../../../../errors/detail.js";
import type { EmbeddedProgram } from "../../../resource.js";
import type { LogFile } from "./log-file.js";

/** How a program is started. */
export interface Start<Program extends EmbeddedProgram["program"] = EmbeddedProgram["program"]> {
  readonly run: Extract<EmbeddedProgram, { program: Program }>;
  /** On 127.0.0.1. */
  readonly port: number;
  /** The ports after its own, in the order of its spec. */
  readonly others: readonly number[];
  readonly dataFolder: string | undefined;
  readonly log: LogFile;
}

/** How something ended that was not told to. */
export interface Ended {
  readonly reason: Reason;
  readonly exitCode?: number;
}

/** What the supervisor has started. */
export interface Running {
  /** @param graceMs how long what is under way may take to finish, where that can be chosen */
  stop(graceMs?: number): Promise<void>;
  /** Ends it at once; absent for what lives in the supervisor's own process. */
  kill?(): void;
  /** Resolves when it has ended, told to or not; absent for what lives in the supervisor's own process. */
  readonly ended?: Promise<Ended>;
  /** Looks at its file again now; answers whether that changed anything. */
  reload?(): Promise<boolean>;
}
