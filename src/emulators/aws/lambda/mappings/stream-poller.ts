import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  type StreamLog,
  type StreamRecord,
  sequenceNumber,
  toWire,
} from "../../dynamodb/streams/stream-log.js";
import { AwsError } from "../../front/aws-error.js";
import { namedByArn, type RunResult } from "../invoke/invoker.js";
import { functionArn, latestVersion } from "../state/function-record.js";
import type { MappingRecord, StreamMappingSettings } from "../state/mapping-record.js";
import { lookAgainMs, noRecords, type Poller, type PollerParts, readOutcome } from "./poller.js";
import { type RecordFilter, recordFilter } from "./record-filter.js";

const maxRetryDelayMs = 30_000;
/** A stream has one shard here, for as long as it lives. */
const shardId = "shardId-00000000000000000000-00000001";

interface Batch {
  readonly records: readonly StreamRecord[];
  /** How often it was run and failed. */
  readonly failures: number;
}

type GivenUp = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** Brings a table's changes to a function, in order: what it fails on holds up what comes after, until it is given up. */
export class StreamPoller implements Poller {
  lastResult = noRecords;
  readonly #closing = new AbortController();
  readonly #isWanted: RecordFilter;

  constructor(
    private readonly mapping: MappingRecord,
    private readonly settings: StreamMappingSettings,
    private readonly parts: PollerParts,
  ) {
    this.#isWanted = recordFilter(mapping.filters);
    void this.#poll();
  }

  close(): void {
    this.#closing.abort();
  }

  async #poll(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const stream = this.parts.streams.get(this.mapping.eventSourceArn);
      if (stream === undefined) {
        this.lastResult = "PROBLEM: The stream does not exist";
        await sleep(lookAgainMs, signal);
        continue;
      }
      const records = await this.#collect(stream);
      if (records.length === 0) continue;
      await this.parts.settled();
      await this.#process(stream, this.#wanted(stream, records)).catch(async (error: unknown) => {
        this.lastResult = `PROBLEM: ${String(error)}`;
        await sleep(lookAgainMs, signal);
      });
    }
  }

  async #collect(stream: StreamLog): Promise<readonly StreamRecord[]> {
    const { uuid, batchSize, windowSeconds } = this.mapping;
    const { signal } = this.#closing;
    const read = (): readonly StreamRecord[] => {
      // What is too old is gone.
      const next = Math.max(this.parts.functions.position(uuid) ?? stream.oldest, stream.oldest);
      return stream.from(next, batchSize);
    };
    let records = read();
    if (records.length === 0) {
      await stream.nextRecord(lookAgainMs * 60, signal);
      records = read();
    }
    const windowEnd = Date.now() + windowSeconds * 1000;
    while (records.length > 0 && records.length < batchSize && Date.now() < windowEnd && !signal.aborted) {
      await stream.nextRecord(windowEnd - Date.now(), signal);
      records = read();
    }
    return records;
  }

  async #process(stream: StreamLog, records: readonly StreamRecord[]): Promise<void> {
    // The last one is next.
    const batches: Batch[] = [{ records, failures: 0 }];
    while (!this.#closing.signal.aborted) {
      const batch = batches.pop();
      if (batch === undefined) return;
      const late = this.#tooOld(batch);
      if (late.length > 0) {
        this.#giveUp(stream, { ...batch, records: late }, "RecordAgeExceeded");
        batches.push({ ...batch, records: batch.records.slice(late.length) });
        continue;
      }
      if (batch.records.length === 0) continue;
      const result = await this.#invoke(stream, batch);
      if (result === undefined) return;
      const left = this.#failed(batch, result);
      const done = batch.records.slice(0, batch.records.length - left.length);
      this.#passed(done);
      this.lastResult = left.length === 0 ? "OK" : "PROBLEM: Function call failed";
      if (left.length > 0) batches.push(...(await this.#again(stream, { ...batch, records: left }, result)));
    }
  }

  /** Those that the filters let through; where none is, what was read is done with. */
  #wanted(stream: StreamLog, records: readonly StreamRecord[]): readonly StreamRecord[] {
    if (this.mapping.filters.length === 0) return records;
    const wanted = records.filter((record) => this.#isWanted(this.#shown(stream, record)));
    if (wanted.length === 0) this.#passed(records);
    return wanted;
  }

  #shown(stream: StreamLog, record: StreamRecord): Readonly<Record<string, unknown>> {
    const { eventSourceArn } = this.mapping;
    const [, , , region = ""] = eventSourceArn.split(":");
    return { ...toWire(record, stream.description, region), eventSourceARN: eventSourceArn };
  }

  /** @returns undefined when the emulator ends */
  async #invoke(stream: StreamLog, { records }: Batch): Promise<RunResult | undefined> {
    const Records = records.map((record) => this.#shown(stream, record));
    const payload = Buffer.from(JSON.stringify({ Records }));
    for (let refusals = 0; !this.#closing.signal.aborted; refusals += 1) {
      try {
        const result = await this.parts.invoker.runArn(this.mapping.functionArn, payload);
        if (!this.#closing.signal.aborted) return result;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        this.lastResult = `PROBLEM: ${error.message}`;
        await sleep(this.#retryDelay(refusals), this.#closing.signal);
      }
    }
    return undefined;
  }

  /** The records that are to be run again: of a partial failure those from its first one on. */
  #failed({ records }: Batch, result: RunResult): readonly StreamRecord[] {
    const ids = records.map(({ number }) => sequenceNumber(number));
    const outcome = readOutcome(result, this.mapping.reportsItemFailures, new Set(ids));
    if (outcome === "done") return [];
    if (outcome === "failed") return records;
    return records.slice(ids.findIndex((id) => outcome.failed.has(id)));
  }

  /** Waits, and says what to run again, the last one first; nothing where it is given up. Halving a batch is no retry. */
  async #again(stream: StreamLog, batch: Batch, result: RunResult): Promise<readonly Batch[]> {
    const { records, failures } = batch;
    const { bisects, maximumRetryAttempts: most } = this.settings;
    if (bisects && records.length > 1) {
      const middle = Math.ceil(records.length / 2);
      const [first, second] = [records.slice(0, middle), records.slice(middle)];
      return [
        { records: second, failures },
        { records: first, failures },
      ];
    }
    if (most >= 0 && failures >= most) {
      this.#giveUp(stream, { ...batch, failures: failures + 1 }, "RetryAttemptsExhausted", result);
      return [];
    }
    await sleep(this.#retryDelay(failures), this.#closing.signal);
    return [{ records, failures: failures + 1 }];
  }

  #tooOld({ records }: Batch): readonly StreamRecord[] {
    const { maximumRecordAgeInSeconds: seconds } = this.settings;
    if (seconds < 0) return [];
    const oldest = Date.now() - seconds * 1000;
    const index = records.findIndex(({ atMs }) => atMs >= oldest);
    return index < 0 ? records : records.slice(0, index);
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
  #giveUp(stream: StreamLog, { records, failures }: Batch, condition: GivenUp, result?: RunResult): void {
    const [first, last] = [records[0], records.at(-1)];
    const { onFailure } = this.settings;
    if (onFailure !== undefined && first !== undefined && last !== undefined) {
      const named = namedByArn(this.mapping.functionArn);
      const time = (ms: number): string => new Date(ms).toISOString();
      const told = {
        requestContext: {
          requestId: randomUUID(),
          functionArn: functionArn(named, named.qualifier ?? latestVersion),
          ...{ condition, approximateInvokeCount: failures },
        },
        ...(result !== undefined && {
          responseContext: {
            ...{ statusCode: 200, executedVersion: result.executedVersion },
            ...(result.errorType !== undefined && { functionError: "Unhandled" }),
          },
        }),
        ...{ version: "1.0", timestamp: new Date().toISOString() },
        DDBStreamBatchInfo: {
          shardId,
          startSequenceNumber: sequenceNumber(first.number),
          endSequenceNumber: sequenceNumber(last.number),
          approximateArrivalOfFirstRecord: time(first.atMs),
          approximateArrivalOfLastRecord: time(last.atMs),
          ...{ batchSize: records.length, streamArn: stream.description.arn },
        },
      };
      this.parts.destinations.send(onFailure, JSON.stringify(told));
    }
    this.#passed(records);
  }

  /** Goes on behind these. */
  #passed(records: readonly StreamRecord[]): void {
    const last = records.at(-1);
    if (last === undefined || this.#closing.signal.aborted) return;
    this.parts.functions.change({ type: "position", uuid: this.mapping.uuid, next: last.number + 1 });
  }

  #retryDelay(count: number): number {
    return Math.min(maxRetryDelayMs, this.parts.options.streamRetryMs * 2 ** count);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
