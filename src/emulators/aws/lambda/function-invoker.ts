/** What a function answered, or how it failed. */
export interface FunctionAnswer {
  /** JSON: what the handler gave back, or its error as `{errorMessage, errorType, trace}`. */
  readonly payload: Buffer;
  /** Only where the function failed: `X-Amz-Function-Error`. */
  readonly functionError?: "Handled" | "Unhandled";
  readonly executedVersion: string;
}

/** How the other services of this process use functions. An ARN may end with a version or an alias; without one it is `$LATEST`. */
export interface FunctionInvoker {
  /** Whether there is such a function, and the version or alias that the ARN ends with. */
  has(functionArn: string): boolean;
  /**
   * Runs a function now (`RequestResponse`) and resolves with what it answers, its own failures too. It runs to its end, whether or not
   * somebody still waits for it.
   * @throws AwsError ResourceNotFoundException, TooManyRequestsException, …: what Lambda's Invoke would refuse with
   */
  invoke(functionArn: string, payload: Buffer): Promise<FunctionAnswer>;
  /**
   * Takes an event to run it soon (`Event`): with Lambda's own retries, then its failure destination or dead-letter queue.
   * Taken means kept: in the journal before the request that it came with is answered.
   * @returns whether there is such a function
   */
  enqueue(functionArn: string, payload: Buffer): boolean;
}
