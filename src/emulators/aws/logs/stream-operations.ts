import type { AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import type { LogGroup } from "./log-group.js";
import type { LogStore } from "./log-store.js";
import type { LogStream } from "./log-stream.js";
import { alreadyExists, constraint, invalidParameter } from "./logs-error.js";
import { findGroup, findStream, pageOf, requiredName, streamNamePattern } from "./read-parameters.js";

const orders = ["LogStreamName", "LastEventTime"];

/** What is done with streams themselves. */
export function streamOperations(store: LogStore, now: () => number): Operations {
  return {
    CreateLogStream(input, call) {
      const group = findGroup(store, input, call);
      const name = requiredName(input, "logStreamName", streamNamePattern);
      if (group.streams.has(name)) throw alreadyExists("stream");
      store.change({ type: "stream", arn: group.arn, name, at: now() });
      return {};
    },

    DeleteLogStream(input, call) {
      const group = findGroup(store, input, call);
      store.change({ type: "delete-stream", arn: group.arn, name: findStream(group, input).name });
      return {};
    },

    DescribeLogStreams(input, call) {
      const group = findGroup(store, input, call);
      const orderBy = optionalText(input, "orderBy") ?? "LogStreamName";
      const prefix = optionalText(input, "logStreamNamePrefix");
      if (!orders.includes(orderBy)) {
        throw constraint(orderBy, "orderBy", `satisfy enum value set: [${orders.join(", ")}]`);
      }
      if (orderBy === "LastEventTime" && prefix !== undefined) {
        throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
      }
      const streams = [...group.streams.values()]
        .filter(({ name }) => name.startsWith(prefix ?? ""))
        .sort(orderBy === "LogStreamName" ? byName : byLastEvent);
      if (input.descending === true) streams.reverse();
      const { page, next } = pageOf(streams, input, ({ name }) => name);
      return { logStreams: page.map((stream) => shown(group, stream)), ...next };
    },
  };
}

function byName(one: LogStream, other: LogStream): number {
  return one.name < other.name ? -1 : 1;
}

function byLastEvent(one: LogStream, other: LogStream): number {
  const last = ({ events, createdAt }: LogStream): number => events.at(-1)?.timestamp ?? createdAt;
  return last(one) - last(other) || byName(one, other);
}

function shown({ arn }: LogGroup, { name, createdAt, events, lastIngestedAt, bytes }: LogStream): AwsOutput {
  return {
    ...{ logStreamName: name, creationTime: createdAt, arn: `${arn}:log-stream:${name}` },
    ...{ firstEventTimestamp: events[0]?.timestamp, lastEventTimestamp: events.at(-1)?.timestamp },
    ...{ lastIngestionTime: lastIngestedAt, uploadSequenceToken: sequenceToken, storedBytes: bytes },
  };
}

/** Not needed any more by AWS since 2023, but still given. */
export const sequenceToken = "49039859548190000000000000000000000000000000000000000000";
