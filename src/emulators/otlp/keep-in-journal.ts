import { Journal } from "../journal/journal.js";
import { toRecord } from "../journal/record.js";
import type { StoredLog } from "./log-request.js";
import type { StoredPoint } from "./metric-request.js";
import type { StoredSpan } from "./span-store.js";
import type { Stores } from "./stores.js";

/** What the receiver's journal holds; 0 is the journal's own head. */
const recordTypes = { span: 1, point: 2, log: 3 } as const;

/** A log record has no id of its own: its number tells one that is read twice. */
interface NumberedLog {
  readonly number: number;
  readonly log: StoredLog;
}

/**
 * Makes stores outlive the process: what they are given is also written to a folder's journal, and what that holds is put
 * back first. Spans and points that are read twice replace themselves.
 * @throws MsxError DATA_UNUSABLE
 */
export async function keepInJournal(memory: Stores, folder: string): Promise<Stores> {
  const { spans, metrics, logs } = memory;
  const journal = await Journal.open({
    folder,
    kind: "otlp",
    onRecord(type, payload) {
      const read: unknown = JSON.parse(payload.toString("utf8"));
      if (type === recordTypes.span) spans.add(read as StoredSpan);
      else if (type === recordTypes.point) metrics.add(read as StoredPoint);
      else if (type === recordTypes.log) {
        const { number, log } = read as NumberedLog;
        logs.restore(number, log);
      } else throw new Error(`a journal record of the unknown type ${type}`);
    },
    snapshot: () => snapshot(memory),
    liveBytes: () => spans.bytes + metrics.bytes + logs.bytes,
  });
  return {
    ...memory,
    keepSpan(span) {
      spans.add(span);
      journal.append(jsonRecord(recordTypes.span, span));
    },
    keepPoint(point) {
      metrics.add(point);
      journal.append(jsonRecord(recordTypes.point, point));
    },
    keepLog(log) {
      const numbered: NumberedLog = { number: logs.add(log), log };
      journal.append(jsonRecord(recordTypes.log, numbered));
    },
    settled: () => new Promise((resolve) => journal.afterWrite(resolve)),
    close: () => journal.close(),
  };
}

/** All at this moment; the records are made one by one, as they are written. */
function snapshot({ spans, metrics, logs }: Stores): Iterable<Buffer> {
  const [keptSpans, points, numbered] = [[...spans.spans()], [...metrics.points()], [...logs.entries()]];
  return (function* () {
    for (const span of keptSpans) yield jsonRecord(recordTypes.span, span);
    for (const point of points) yield jsonRecord(recordTypes.point, point);
    for (const [number, log] of numbered) yield jsonRecord(recordTypes.log, { number, log });
  })();
}

function jsonRecord(type: (typeof recordTypes)[keyof typeof recordTypes], item: unknown): Buffer {
  return toRecord(type, Buffer.from(JSON.stringify(item)));
}
