/** How functions run here, where AWS's own figures would make a local run slow or large. */
export interface LambdaOptions {
  /** An environment that had nothing to do for so long is ended, in ms. Default 5 minutes. */
  readonly idleMs?: number;
  /** No more processes than this, of all functions together; who needs another one waits. Default 32. */
  readonly maxEnvironments?: number;
  /** Before the two retries of an event that nobody waits for, in ms. Default a second and two; in AWS a minute and two. */
  readonly asyncRetryDelaysMs?: readonly [number, number];
  /** How many such events of one function run at once. Default 4. */
  readonly asyncConcurrency?: number;
  /** How many batches of a queue run at once, where its mapping has no MaximumConcurrency. Default 2. */
  readonly queueConcurrency?: number;
  /** Before a stream's batch is retried, in ms, doubled each time up to half a minute. Default 250. */
  readonly streamRetryMs?: number;
}
