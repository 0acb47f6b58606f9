import type { InboxScope } from "./inbox.js";

/** An event as it came from the broker. */
export interface IncomingEvent {
  /** The CloudEvents `id`, the same in every delivery of this event. */
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  /** When it happened, ISO 8601. */
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** 1 for the first delivery, counting up with each retry. */
  readonly attempt: number;
}

/** A queue, what it is bound to, and what is done with each event. */
export interface ConsumerDefinition<Schema> {
  /** `<service>.<purpose>`; `<queue>.retry` and `<queue>.dlq` are made beside it. */
  readonly queue: string;
  readonly bindings: readonly { readonly exchange: string; readonly types: readonly string[] }[];
  /**
   * Handles one event. Events of one subject are handled one after the other in a process; retries may reorder them.
   *
   * Usually all writes happen in `inbox.once`. A handler of several steps does idempotent ones first and ends with it.
   * @throws PermanentError when trying again cannot help; anything else is retried with backoff, then dead-lettered.
   */
  handle(event: IncomingEvent, inbox: InboxScope<Schema>): Promise<void>;
  /** Called after the last retry instead of dead-lettering; the event is dead-lettered when this throws. */
  onExhausted?(event: IncomingEvent, error: unknown, inbox: InboxScope<Schema>): Promise<void>;
}

/** Trying again cannot help: the event goes to `onExhausted` or the dead-letter queue at once. */
export class PermanentError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PermanentError";
  }
}
