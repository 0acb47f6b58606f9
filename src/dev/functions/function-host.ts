/** A function of a service that runs from source. */
export interface DevFunction {
  readonly logicalId: string;
  /** At AWS. */
  readonly name: string;
  readonly arn: string;
}

/** Where a service's functions are deployed, as far as running them from source needs it. */
export interface FunctionHost {
  /** Files and folders to watch, relative to the service's folder. */
  readonly watched: readonly string[];
  /** Whether something answers. */
  readonly isServing: boolean;
  /** Those that were deployed. */
  readonly functions: readonly DevFunction[];
  /** Whether a change of this file needs a deploy: what describes the functions, and what they depend on. */
  isOfTheStack(file: string): boolean;
  /** Deploys the service as it is now. @throws Error whose message says to a person what is in the way */
  deploy(signal: AbortSignal): Promise<void>;
  /** Builds the whole project its own way. @returns the folder; @throws Error with the command that failed */
  build(onLine: (line: string) => void, signal: AbortSignal): Promise<string>;
  /** Gives the functions the code of a built folder: the next invocation runs it. @returns the ARNs of those that got other code */
  put(folder: string): Promise<readonly string[]>;
  /** Lets the version answer again that was deployed. @returns which; undefined where none was */
  giveBack(): Promise<string | undefined>;
  /** The lines that the functions write from now on. */
  logs(signal: AbortSignal): AsyncIterable<{ readonly source: string; readonly text: string }>;
}
