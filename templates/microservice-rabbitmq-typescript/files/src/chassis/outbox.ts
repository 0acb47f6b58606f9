import { randomUUID } from "node:crypto";
import type { Transaction } from "kysely";
import { type ChassisSchema, chassisTables } from "./schema.js";
import { currentTraceparent } from "./telemetry.js";

/** Something that happened to one aggregate, as other services hear of it. */
export interface DomainEvent {
  /** Such as `UserCreatedEvent`; the routing key is the same in lower case. */
  readonly type: string;
  /** The aggregate's id. Events of one subject are published in the order they were added. */
  readonly subject: string;
  /** The message's JSON body: PascalCase names, `Timestamp` in ISO 8601. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The transactional outbox: events are stored in the transaction that makes them true, and published after it. */
export class Outbox {
  /**
   * Stores events to be published once `trx` commits; if it rolls back, they never happened.
   *
   * Each gets a UUID (the CloudEvents `id`) and the current trace, so that consumers continue it.
   */
  async add<DB extends ChassisSchema>(
    trx: Transaction<DB>,
    ...events: readonly DomainEvent[]
  ): Promise<void> {
    if (events.length === 0) return;
    const traceparent = currentTraceparent() ?? null;
    const rows = events.map((event) => ({
      id: randomUUID(),
      type: event.type,
      subject: event.subject,
      data: JSON.stringify(event.data),
      traceparent,
    }));
    await chassisTables(trx).insertInto("outbox").values(rows).execute();
  }
}
