import type { AwsService } from "../front/aws-service.js";
import { groupOperations, tagOperations } from "./group-operations.js";
import { groupArn } from "./log-group.js";
import { LogStore } from "./log-store.js";
import type { LogLine, LogStreamPlace, LogWriter } from "./log-writer.js";
import { putLogEvents } from "./put-log-events.js";
import { readOperations } from "./read-operations.js";
import { streamOperations } from "./stream-operations.js";

export interface LogsOptions {
  /** Is shown every line that is taken in, such as for the metrics in it. */
  onLines?(place: LogStreamPlace, lines: readonly LogLine[], mayWait: boolean): void;
  /** The clock. Default: the machine's. */
  readonly now?: () => number;
}

/** CloudWatch Logs, and how the other services of this process write to it. */
export interface Logs {
  readonly service: AwsService;
  readonly writer: LogWriter;
}

/** Amazon CloudWatch Logs (API version 2014-03-28): groups and streams by account and region. */
export function createLogs({ onLines, now = Date.now }: LogsOptions = {}): Logs {
  const store = new LogStore(now);
  const writer: LogWriter = {
    append(place, lines, mayWait = false) {
      const { account, region, group: name, stream } = place;
      const arn = groupArn({ account, region, name });
      if (store.group({ account, region, name }) === undefined) {
        const settings = { account, region, name, createdAt: now(), logGroupClass: "STANDARD", tags: {} };
        store.change({ type: "group", settings });
      }
      const group = store.group({ account, region, name });
      if (group === undefined) return;
      if (!group.streams.has(stream)) store.change({ type: "stream", arn, name: stream, at: now() });
      store.append(group, stream, lines, mayWait);
      onLines?.(place, lines, mayWait);
    },
    hasGroup: ({ account, region, group }) => store.group({ account, region, name: group }) !== undefined,
  };
  const service: AwsService = {
    name: "logs",
    operations: {
      ...groupOperations(store, now),
      ...tagOperations(store),
      ...streamOperations(store, now),
      ...putLogEvents(store, writer, now),
      ...readOperations(store),
    },
    json: {
      ...{ version: "1.1", targetPrefix: "Logs_20140328", errorNamespace: "com.amazonaws.cloudwatchlogs" },
    },
    ...{ showsAll: true, durable: store },
  };
  return { service, writer };
}
