/** From msx to the bundling process: bundle the functions as their sources are now. */
export interface BundleMessage {
  readonly type: "bundle";
  /** Absolute; what the project's build would leave in its own folder is left in this one. */
  readonly folder: string;
  /** What was saved since the last time, relative to the project; empty where that is not known. */
  readonly changed: readonly string[];
  /** With source maps, which take as long as the rest. */
  readonly debug: boolean;
}

/** From the bundling process to msx. */
export interface BundledMessage {
  readonly type: "bundled";
  /** What is wrong, with file and line; empty when the folder holds what the sources say. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}
