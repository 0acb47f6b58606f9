import type { AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalInteger, optionalText, textList } from "../front/read-input.js";
import { compileFilterPattern } from "./filter-pattern/filter-pattern.js";
import type { LogStore } from "./log-store.js";
import { eventOverhead, type LogEvent, type LogStream } from "./log-stream.js";
import { invalidParameter, notFound } from "./logs-error.js";
import { findGroup, findStream, limitOf } from "./read-parameters.js";
import { checkRefused } from "./refused.js";

const maxEvents = 10_000;
const maxPageBytes = 1_048_576;
/** Before and behind every event's id. */
const first = "0".repeat(56);

/** How events are read back. */
export function readOperations(store: LogStore): Operations {
  return {
    GetLogEvents(input, call) {
      checkRefused(input, ["unmask"]);
      const stream = findStream(findGroup(store, input, call), input);
      const { forward, from } = position(input);
      const limit = limitOf(input, maxEvents);
      const inTime = timeTest(input);
      const at = from === undefined ? undefined : stream.indexAfter(from);
      const candidates = forward
        ? stream.events.slice(at ?? 0)
        : stream.events.slice(0, at === undefined ? undefined : before(stream, from)).reverse();
      const page = upTo(candidates.filter(inTime), limit);
      if (!forward) page.reverse();
      const events = page.map(({ timestamp, message, ingestedAt }) => ({
        ...{ timestamp, message, ingestionTime: ingestedAt },
      }));
      // Nothing more in this direction: the same token again.
      const [start, end] = [page[0]?.id ?? from ?? first, page.at(-1)?.id ?? from ?? first];
      return { events, nextForwardToken: `f/${end}/s`, nextBackwardToken: `b/${start}/s` };
    },

    FilterLogEvents(input, call) {
      checkRefused(input, ["unmask"]);
      const group = findGroup(store, input, call);
      const names = textList(input, "logStreamNames");
      const prefix = optionalText(input, "logStreamNamePrefix");
      if (names.length > 0 && prefix !== undefined) {
        throw invalidParameter("logStreamNamePrefix and logStreamNames are mutually exclusive.");
      }
      for (const name of names) if (!group.streams.has(name)) throw notFound("stream");
      const streams = [...group.streams.values()].filter(({ name }) =>
        names.length > 0 ? names.includes(name) : name.startsWith(prefix ?? ""),
      );
      const token = optionalText(input, "nextToken");
      const matches = compileFilterPattern(optionalText(input, "filterPattern") ?? "");
      const inTime = timeTest(input);
      const limit = limitOf(input, maxEvents);
      const found = streams
        .flatMap(({ name, events }) => events.map((event) => ({ name, event })))
        .filter(({ event }) => (token === undefined || event.id > token) && inTime(event))
        .filter(({ event }) => matches(event.message))
        .sort((one, other) => (one.event.id < other.event.id ? -1 : 1));
      const page = upTo(
        found.map(({ event }) => event),
        limit,
      );
      const last = page.at(-1)?.id;
      return {
        events: found.slice(0, page.length).map(({ name, event }) => shown(name, event)),
        searchedLogStreams: [],
        ...(found.length > page.length && { nextToken: last }),
      };
    },
  };
}

function shown(logStreamName: string, { id, timestamp, message, ingestedAt }: LogEvent): AwsOutput {
  return { logStreamName, timestamp, message, ingestionTime: ingestedAt, eventId: id };
}

/** Which way to read, and from behind or before which event. */
function position(input: AwsInput): { readonly forward: boolean; readonly from?: string } {
  const token = optionalText(input, "nextToken");
  if (token === undefined) return { forward: input.startFromHead === true };
  const [, way, id] = /^([fb])\/(\d{56})\/s$/.exec(token) ?? [];
  if (way === undefined || id === undefined) throw invalidParameter("The specified nextToken is invalid.");
  return { forward: way === "f", from: id };
}

/** Where an event with an id is, or would be. */
function before(stream: LogStream, id: string | undefined): number {
  const at = stream.indexAfter(id ?? first);
  return stream.events[at - 1]?.id === id ? at - 1 : at;
}

/** `startTime` is in, `endTime` is not (GetLogEvents; FilterLogEvents: not later than `endTime`). */
function timeTest(input: AwsInput): (event: LogEvent) => boolean {
  const [start, end] = [optionalInteger(input, "startTime"), optionalInteger(input, "endTime")];
  return ({ timestamp }) =>
    (start === undefined || timestamp >= start) && (end === undefined || timestamp < end);
}

/** As many as are asked for, and fit into a page of AWS's. */
function upTo(events: readonly LogEvent[], limit: number): LogEvent[] {
  const page: LogEvent[] = [];
  let bytes = 0;
  for (const event of events.slice(0, limit)) {
    bytes += Buffer.byteLength(event.message) + eventOverhead;
    if (bytes > maxPageBytes && page.length > 0) break;
    page.push(event);
  }
  return page;
}
