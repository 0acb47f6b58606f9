/** A stream of a group of an account and region. */
export interface LogStreamPlace {
  readonly account: string;
  readonly region: string;
  readonly group: string;
  readonly stream: string;
}

export interface LogLine {
  /** ms since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** How the other services of this process write logs. */
export interface LogWriter {
  /**
   * Adds lines; makes the group and the stream where they are missing. Metrics in the embedded format are taken out of them.
   * @param mayWait they need not be kept before an answer is given, as AWS delivers functions' lines a moment later
   */
  append(place: LogStreamPlace, lines: readonly LogLine[], mayWait?: boolean): void;
  hasGroup(place: Omit<LogStreamPlace, "stream">): boolean;
}
