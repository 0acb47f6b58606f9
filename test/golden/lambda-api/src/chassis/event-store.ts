import { randomUUID } from "node:crypto";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Table, Write } from "./dynamodb.js";
import { setting } from "./settings.js";
import { traceparent } from "./tracing.js";

/** Something that happened to one aggregate, in the words that other services hear. */
export interface OutgoingEvent {
  /** Past tense, such as `UserCreatedEvent`; the `detail-type` on the bus. */
  readonly type: string;
  /** The aggregate's id. */
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event as it lies in the table. */
export interface EventRecord extends OutgoingEvent {
  /** Position in the aggregate's history, from 1; one event a version. */
  readonly version: number;
  /** The CloudEvents attributes that its readers see. */
  readonly id: string;
  readonly source: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly traceparent?: string;
}

/** What marks an item as an event, so that the stream's reader knows what to publish. */
export const eventKind = "event";

const versionDigits = 12;

/**
 * The write that keeps an event: refused when this version of the aggregate has one, so that a history does not
 * branch. It goes into the transaction that makes the event true; the table's stream publishes it (outbox).
 */
export function eventWrite(table: Table, pk: string, version: number, event: OutgoingEvent): Write {
  return keptOnce(table, pk, `event#${String(version).padStart(versionDigits, "0")}`, version, event);
}

/** The write that keeps an event which can happen once only, under a name instead of a version. */
export function onceWrite(table: Table, pk: string, name: string, event: OutgoingEvent): Write {
  return keptOnce(table, pk, `once#${name}`, 0, event);
}

function keptOnce(table: Table, pk: string, sk: string, version: number, event: OutgoingEvent): Write {
  const trace = traceparent();
  const record: EventRecord = {
    ...event,
    version,
    id: randomUUID(),
    source: setting("SERVICE_NAME", "unknown"),
    time: new Date().toISOString(),
    ...(trace !== undefined && { traceparent: trace }),
  };
  return {
    Put: {
      TableName: table.name,
      Item: { pk, sk, kind: eventKind, ...record, data: JSON.stringify(event.data) },
      ConditionExpression: "attribute_not_exists(pk)",
    },
  };
}

/** The event in an item of the table. Its body is kept as the text that is published, so that any JSON fits. */
export function eventIn(item: Readonly<Record<string, unknown>>): EventRecord {
  return { ...item, data: JSON.parse(String(item.data)) as EventRecord["data"] } as EventRecord;
}

/** The history of one aggregate, oldest first. */
export async function readHistory(table: Table, pk: string): Promise<readonly EventRecord[]> {
  const events: EventRecord[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :event)",
        ExpressionAttributeValues: { ":pk": pk, ":event": "event#" },
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    events.push(...(page.Items ?? []).map(eventIn));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return events;
}
