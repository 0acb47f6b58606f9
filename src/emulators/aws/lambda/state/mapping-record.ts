/** An event source mapping, as `GetEventSourceMapping` names its members. */
export interface MappingRecord {
  readonly uuid: string;
  /** Of the queue or the stream. */
  readonly eventSourceArn: string;
  /** With the version or alias, where it has one. */
  readonly functionArn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly filters: readonly string[];
  readonly reportsItemFailures: boolean;
  /** ms since the epoch. */
  readonly modifiedAt: number;
  /** Queues only. */
  readonly maximumConcurrency?: number;
  /** Streams only. */
  readonly stream?: StreamMappingSettings;
  readonly tags: Readonly<Record<string, string>>;
}

export interface StreamMappingSettings {
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
  readonly bisects: boolean;
  /** -1: without end. */
  readonly maximumRetryAttempts: number;
  /** -1: without end. */
  readonly maximumRecordAgeInSeconds: number;
  /** Of a queue or a topic. */
  readonly onFailure?: string;
}
