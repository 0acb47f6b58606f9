/** What the other services of this process measure. */
export interface MetricSample {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  /** As CloudWatch names it: `Count`, `Milliseconds`. Default `None`. */
  readonly unit?: string;
  /** ms since the epoch. Default: now. */
  readonly timestamp?: number;
  /** 1 keeps it by the second. Default: by the minute. */
  readonly storageResolution?: number;
}

/** How the other services of this process publish metrics. */
export interface MetricSink {
  /** @param mayWait they need not be kept before an answer is given */
  put(
    place: { readonly account: string; readonly region: string },
    samples: readonly MetricSample[],
    mayWait?: boolean,
  ): void;
}
