import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { EventRecord } from "./event-store.js";
import { requiredSetting } from "./settings.js";
import { xrayHeader } from "./tracing.js";

/** The most that EventBridge takes at once. */
export const busBatchSize = 10;

/** Sends events to the bus; the answer says which of them were not taken, by their index. */
export type SendToBus = (events: readonly EventRecord[]) => Promise<readonly number[]>;

/** The event as EventBridge carries it: the guideline's JSON as detail, its CloudEvents attributes in it. */
export function busEntry(event: EventRecord, bus: string): PutEventsRequestEntry {
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
  const trace = xrayHeader();
  return {
    EventBusName: bus,
    Source: source,
    DetailType: type,
    Time: new Date(time),
    Detail: JSON.stringify({ ...data, cloudEvent }),
    ...(trace !== undefined && { TraceHeader: trace }),
  };
}

/** Made once, outside the handler. */
export function eventBridge(): SendToBus {
  const client = new EventBridgeClient({});
  const bus = requiredSetting("EVENT_BUS_NAME");
  return async (events) => {
    const Entries = events.map((event) => busEntry(event, bus));
    const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries }));
    return results.flatMap(({ ErrorCode }, index) => (ErrorCode === undefined ? [] : [index]));
  };
}
