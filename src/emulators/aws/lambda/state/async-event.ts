/** An event that was taken to be run later (`InvocationType: Event`). */
export interface AsyncEvent {
  readonly id: string;
  /** With the version or alias, where it has one. */
  readonly functionArn: string;
  readonly payload: string;
  /** ms since the epoch. */
  readonly takenAt: number;
  /** How often it has been run. */
  readonly attempts: number;
  /** When it is due, ms since the epoch. */
  readonly dueAt: number;
}
