import { setTimeout as delay } from "node:timers/promises";
import { AwsError } from "../../front/aws-error.js";
import type { Message } from "../../sqs/message.js";
import type { Queue } from "../../sqs/queue.js";
import { takeMessages } from "../../sqs/take-messages.js";
import { maxSyncBytes } from "../invoke/invoker.js";
import type { MappingRecord } from "../state/mapping-record.js";
import { lookAgainMs, noRecords, type Poller, type PollerParts, readOutcome } from "./poller.js";
import { queueRecord } from "./queue-record.js";
import { type RecordFilter, recordFilter } from "./record-filter.js";

/** How long it waits at a queue before it looks whether it is still the same one. */
const longPollMs = 20_000;
const throttleDelayMs = 250;
const maxThrottleDelayMs = 10_000;
/** What is around the records of an event. */
const envelopeBytes = 100;

interface Batch {
  readonly queue: Queue;
  readonly messages: readonly Message[];
  /** As received: a message that was received again since is another's. */
  readonly counts: ReadonlyMap<string, number>;
  /** When they are visible again, ms since the epoch. */
  readonly until: number;
}

/** Brings a queue's messages to a function in batches. What the function fails on is visible again after the queue's timeout. */
export class QueuePoller implements Poller {
  lastResult = noRecords;
  readonly #closing = new AbortController();
  readonly #isWanted: RecordFilter;
  #running = 0;
  #slotFree: () => void = () => undefined;

  constructor(
    private readonly mapping: MappingRecord,
    private readonly parts: PollerParts,
  ) {
    this.#isWanted = recordFilter(mapping.filters);
    void this.#poll();
  }

  close(): void {
    this.#closing.abort();
    this.#slotFree();
  }

  async #poll(): Promise<void> {
    const { signal } = this.#closing;
    const most = this.mapping.maximumConcurrency ?? this.parts.options.queueConcurrency;
    while (!signal.aborted) {
      if (this.#running >= most) {
        await new Promise<void>((resolve) => {
          this.#slotFree = resolve;
        });
        continue;
      }
      const batch = await this.#collect();
      if (batch === undefined) continue;
      this.#running += 1;
      void this.#process(batch)
        // A defect must not end the polling.
        .catch((error: unknown) => this.#note(`PROBLEM: ${String(error)}`))
        .finally(() => {
          this.#running -= 1;
          this.#slotFree();
        });
    }
  }

  /** Waits for messages, and for more of them as long as the window says. */
  async #collect(): Promise<Batch | undefined> {
    const { queues } = this.parts;
    const { batchSize, windowSeconds, eventSourceArn } = this.mapping;
    const { signal } = this.#closing;
    const queue = queues.find(eventSourceArn);
    if (queue === undefined) {
      this.#note("PROBLEM: The queue does not exist");
      await sleep(lookAgainMs, signal);
      return undefined;
    }
    const messages: Message[] = [];
    let [until, windowEnd, bytes] = [0, 0, 0];
    while (!signal.aborted && queues.find(eventSourceArn) === queue) {
      const now = Date.now();
      queues.refresh(queue, now);
      const visible = now + queue.number("VisibilityTimeout") * 1000;
      const taken = take(() =>
        takeMessages(queues, queue, batchSize - messages.length, { now, until: visible }),
      );
      if (taken.length > 0 && messages.length === 0) {
        [until, windowEnd] = [visible, now + windowSeconds * 1000];
      }
      messages.push(...taken);
      bytes += taken.reduce((sum, { body }) => sum + body.length, 0);
      const isFull = messages.length >= batchSize || bytes >= maxSyncBytes / 2;
      if (isFull || (messages.length > 0 && now >= windowEnd)) break;
      await queue.change(messages.length === 0 ? now + longPollMs : windowEnd, signal);
    }
    if (messages.length === 0) return undefined;
    const counts = new Map(messages.map(({ id, receiveCount }) => [id, receiveCount]));
    return { queue, messages, counts, until };
  }

  async #process(batch: Batch): Promise<void> {
    await this.parts.settled();
    const wanted = batch.messages.filter((message) => this.#isWanted(queueRecord(batch.queue, message)));
    // What is not wanted is done with.
    this.#remove(
      batch,
      batch.messages.filter((message) => !wanted.includes(message)),
    );
    for (const messages of inEvents({ ...batch, messages: wanted })) {
      if (this.#closing.signal.aborted) return;
      await this.#invoke({ ...batch, messages });
      // In a FIFO queue what comes after a message that failed waits for it.
      const isAnyLeft = messages.some(({ id }) => batch.queue.messages.has(id));
      if (isAnyLeft && batch.queue.ledger !== undefined) return;
    }
  }

  async #invoke(batch: Batch): Promise<void> {
    const { functionArn, reportsItemFailures } = this.mapping;
    const records = batch.messages.map((message) => queueRecord(batch.queue, message));
    const payload = Buffer.from(JSON.stringify({ Records: records }));
    for (let throttles = 0; !this.#closing.signal.aborted; throttles += 1) {
      try {
        const result = await this.parts.invoker.runArn(functionArn, payload);
        const ids = new Set(batch.messages.map(({ id }) => id));
        const outcome = readOutcome(result, reportsItemFailures, ids);
        // What ended with the emulator has not failed, and is visible again by itself.
        if (this.parts.ends.aborted) return;
        this.#note(outcome === "failed" ? "PROBLEM: Function call failed" : "OK");
        if (outcome === "failed") return;
        this.#remove(
          batch,
          batch.messages.filter(({ id }) => outcome === "done" || !outcome.failed.has(id)),
        );
        return;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        this.#note(`PROBLEM: ${error.message}`);
        const waitMs = Math.min(maxThrottleDelayMs, throttleDelayMs * 2 ** throttles);
        if (error.status !== 429 || Date.now() + waitMs >= batch.until) {
          return error.status === 429 ? undefined : sleep(lookAgainMs, this.#closing.signal);
        }
        await sleep(waitMs, this.#closing.signal);
      }
    }
  }

  #remove({ queue, counts }: Batch, messages: readonly Message[]): void {
    const mine = messages.filter(
      ({ id, state, receiveCount }) => state !== "gone" && receiveCount === counts.get(id),
    );
    if (mine.length === 0 || this.parts.queues.find(queue.arn) !== queue) return;
    this.parts.queues.change({ type: "remove", queue: queue.arn, ids: mine.map(({ id }) => id) });
  }

  #note(result: string): void {
    this.lastResult = result;
  }
}

/** Splits a batch so that each event fits into a request. */
function inEvents({ queue, messages }: Batch): readonly (readonly Message[])[] {
  const events: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(queueRecord(queue, message))) + 1;
    const last = events.at(-1);
    if (last === undefined || bytes + size > maxSyncBytes - envelopeBytes) {
      events.push([message]);
      bytes = size;
    } else {
      last.push(message);
      bytes += size;
    }
  }
  return events;
}

/** Too many in flight: nothing is taken until some come back. */
function take(from: () => readonly Message[]): readonly Message[] {
  try {
    return from();
  } catch (error) {
    if (error instanceof AwsError) return [];
    throw error;
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
