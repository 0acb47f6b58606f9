import type { Io } from "../io/io.js";

/** What every action is given besides its options. */
export interface ActionContext {
  /** The folder the command was started in. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly io: Io;
  /** Aborted by Ctrl-C: the action stops cleanly and rejects with INTERRUPTED, saying what was left running. */
  readonly signal: AbortSignal;
}
