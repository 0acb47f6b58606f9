import type { AwsOutput, Operations } from "../front/aws-service.js";
import { optionalInteger, optionalText, recordList } from "../front/read-input.js";
import type { LogStore } from "./log-store.js";
import { eventOverhead } from "./log-stream.js";
import type { LogLine, LogWriter } from "./log-writer.js";
import { constraint, invalidParameter } from "./logs-error.js";
import { findGroup, findStream } from "./read-parameters.js";
import { checkRefused } from "./refused.js";
import { sequenceToken } from "./stream-operations.js";

// The limits of PutLogEvents.
const maxEvents = 10_000;
const maxBatchBytes = 1_048_576;
const dayMs = 24 * 60 * 60 * 1000;
const maxAheadMs = 2 * 60 * 60 * 1000;
const maxAgeMs = 14 * dayMs;

export function putLogEvents(store: LogStore, writer: LogWriter, now: () => number): Operations {
  return {
    PutLogEvents(input, call) {
      const group = findGroup(store, input, call);
      const { name: stream } = findStream(group, input);
      checkRefused(input, ["entity"]);
      const lines = readLines(recordList(input, "logEvents"));
      const { account, region, name, retentionInDays } = group.settings;
      const oldest = now() - maxAgeMs;
      const expired = retentionInDays === undefined ? 0 : now() - retentionInDays * dayMs;
      const newest = now() + maxAheadMs;
      const wanted = lines.filter(
        ({ timestamp }) => timestamp >= oldest && timestamp >= expired && timestamp <= newest,
      );
      if (wanted.length > 0) writer.append({ account, region, group: name, stream }, wanted);
      return { nextSequenceToken: sequenceToken, ...rejected(lines, { oldest, expired, newest }) };
    },
  };
}

function readLines(events: readonly Readonly<Record<string, unknown>>[]): readonly LogLine[] {
  if (events.length === 0) throw constraint([], "logEvents", "have length greater than or equal to 1");
  if (events.length > maxEvents) {
    throw constraint(
      `${events.length} events`,
      "logEvents",
      `have length less than or equal to ${maxEvents}`,
    );
  }
  const lines = events.map((event) => {
    const [timestamp, message] = [optionalInteger(event, "timestamp"), optionalText(event, "message")];
    if (timestamp === undefined) throw constraint(undefined, "logEvents.1.member.timestamp", "not be null");
    if (message === undefined || message === "") {
      throw invalidParameter("Log event message must not be null or empty.");
    }
    return { timestamp, message };
  });
  const bytes = lines.reduce((sum, { message }) => sum + Buffer.byteLength(message) + eventOverhead, 0);
  if (bytes > maxBatchBytes) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${maxBatchBytes}`);
  }
  const first = lines[0]?.timestamp ?? 0;
  if (lines.some(({ timestamp }, at) => timestamp < (lines[at - 1]?.timestamp ?? first))) {
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
  if ((lines.at(-1)?.timestamp ?? 0) - first > dayMs) {
    throw invalidParameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
  }
  return lines;
}

/** Lines are in order: those that are too old come first, those that are too new last. */
function rejected(
  lines: readonly LogLine[],
  { oldest, expired, newest }: Readonly<Record<"oldest" | "expired" | "newest", number>>,
): AwsOutput {
  const count = (test: (timestamp: number) => boolean): number =>
    lines.filter(({ timestamp }) => test(timestamp)).length;
  const [tooOld, over, tooNew] = [
    count((timestamp) => timestamp < oldest),
    count((timestamp) => timestamp < expired),
    count((timestamp) => timestamp > newest),
  ];
  if (tooOld + over + tooNew === 0) return {};
  return {
    rejectedLogEventsInfo: {
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(over > 0 && { expiredLogEventEndIndex: over }),
      ...(tooNew > 0 && { tooNewLogEventStartIndex: lines.length - tooNew }),
    },
  };
}
