/** Something that happened to one aggregate, in the words that other services hear. */
export interface DomainEvent {
  /** Past tense, such as `UserCreatedEvent`. */
  readonly type: string;
  /** The aggregate's id. */
  readonly subject: string;
  /** The event's body, in PascalCase. */
  readonly data: Readonly<Record<string, unknown>>;
}
