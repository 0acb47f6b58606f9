import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { EventRecord } from "./event-store.js";
import { requiredSetting } from "./settings.js";
import { formatXRay } from "./trace-context.js";
import { currentTrace, Span } from "./tracing.js";

/** The most that EventBridge takes at once. */
export const busBatchSize = 10;

/** OpenTelemetry has no name of its own for EventBridge. */
const messagingSystem = "aws.eventbridge";

/** Sends events to the bus; the answer says which of them were not taken, by their index. */
export type SendToBus = (events: readonly EventRecord[]) => Promise<readonly number[]>;

/** The event as EventBridge carries it: the guideline's JSON as detail, its CloudEvents attributes in it. */
export function busEntry(event: EventRecord, bus: string, trace = currentTrace()): PutEventsRequestEntry {
  const { id, source, type, subject, time, data } = event;
  const cloudEvent = {
    specversion: "1.0",
    id,
    source,
    type,
    subject,
    time,
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
  };
  return {
    EventBusName: bus,
    Source: source,
    DetailType: type,
    Time: new Date(time),
    Detail: JSON.stringify({ ...data, cloudEvent }),
    ...(trace !== undefined && { TraceHeader: formatXRay(trace) }),
  };
}

/** Made once, outside the handler. */
export function eventBridge(): SendToBus {
  const client = new EventBridgeClient({});
  const bus = requiredSetting("EVENT_BUS_NAME");
  return async (events) => {
    return inSpans(events, bus, async (entries) => {
      const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries: [...entries] }));
      return results.map(({ ErrorCode }) => ErrorCode);
    });
  };
}

/**
 * Puts events on the bus, each in a span that goes on from where the event happened; its readers go on from that span.
 * @param put answers what was wrong with each entry, undefined where nothing was
 * @returns the indexes of those that were not taken
 */
export async function inSpans(
  events: readonly EventRecord[],
  bus: string,
  put: (entries: readonly PutEventsRequestEntry[]) => Promise<readonly (string | undefined)[]>,
): Promise<readonly number[]> {
  const spans = events.map(({ id, type, traceparent }) => {
    const attributes = {
      "messaging.system": messagingSystem,
      "messaging.operation.type": "send",
      "messaging.destination.name": bus,
      "messaging.message.id": id,
    };
    return new Span(`publish ${type}`, { kind: "producer", attributes, traceparent });
  });
  try {
    const entries = events.map((event, index) => {
      const span = spans[index];
      return busEntry({ ...event, ...(span && { traceparent: span.traceparent }) }, bus, span);
    });
    const failures = await put(entries);
    return failures.flatMap((failure, index) => {
      if (failure === undefined) return [];
      spans[index]?.fail(new Error(failure));
      return [index];
    });
  } catch (error) {
    for (const span of spans) span.fail(error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}
