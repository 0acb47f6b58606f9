import type { EmbeddedProgram } from "../../../resource.js";
import type { LogFile } from "./log-file.js";

/** How a program is started. */
export interface Start<Program extends EmbeddedProgram["program"] = EmbeddedProgram["program"]> {
  readonly run: Extract<EmbeddedProgram, { program: Program }>;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly dataFolder: string | undefined;
  readonly log: LogFile;
}

/** A program that the supervisor has started. */
export interface Running {
  stop(): Promise<void>;
  /** Resolves with why when it ended without being told to; absent for what lives in the supervisor's own process. */
  readonly ended?: Promise<string>;
  /** Looks at its file again now; answers whether that changed anything. */
  reload?(): Promise<boolean>;
}
