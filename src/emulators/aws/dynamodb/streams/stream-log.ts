import { createHash } from "node:crypto";
import type { KeySchema, StreamViewType } from "../tables/table-definition.js";
import { keyNames } from "../tables/table-definition.js";
import { emptyItem, equalItems, type Item } from "../values/attribute-value.js";
import { itemBytes } from "../values/item-size.js";

/** A day, as in DynamoDB. */
const retentionMs = 24 * 60 * 60 * 1000;
/** More than this is not kept, so that a long run does not fill the memory. */
const maxBytes = 64 * 1024 * 1024;

export interface StreamDescription {
  readonly arn: string;
  readonly tableName: string;
  readonly label: string;
  readonly viewType: StreamViewType;
  readonly keys: KeySchema;
}

/** One change of an item. */
export interface StreamRecord {
  readonly number: number;
  readonly atMs: number;
  readonly keys: Item;
  readonly old?: Item;
  readonly new?: Item;
  /** Expired, not deleted by a client. */
  readonly expired?: true;
}

/** The changes of a table's items, in order, in one shard. */
export class StreamLog {
  readonly #records: StreamRecord[] = [];
  #first = 0;
  #bytes = 0;
  /** The number of the next record. */
  next = 1;
  /** Takes no more records: it was disabled, or its table deleted. */
  closedAtMs: number | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(readonly description: StreamDescription) {}

  get records(): readonly StreamRecord[] {
    return this.#records.slice(this.#first);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Notes a change; one that changes nothing is none. */
  change(old: Item | undefined, now: Item | undefined, atMs: number, expired: boolean): void {
    const some = now ?? old;
    if (this.closedAtMs !== undefined || some === undefined) return;
    if (old !== undefined && now !== undefined && equalItems(old, now)) return;
    const keys = emptyItem();
    for (const name of keyNames(this.description.keys)) {
      const value = some[name];
      if (value !== undefined) keys[name] = value;
    }
    this.keep({
      number: this.next,
      ...{ atMs, keys },
      ...(old !== undefined && { old }),
      ...(now !== undefined && { new: now }),
      ...(expired && { expired }),
    });
  }

  /** Adds a record as it is: one read back. */
  keep(record: StreamRecord): void {
    this.#records.push(record);
    this.#bytes += recordBytes(record);
    this.next = record.number + 1;
    this.trim(record.atMs);
    for (const done of [...this.#waiting]) done();
  }

  /** Resolves at the next record, after a time at the latest, or when it is aborted. */
  async nextRecord(withinMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, withinMs).unref();
      signal.addEventListener("abort", done);
      this.#waiting.add(done);
    });
  }

  /** Gives up what is too old or too much. */
  trim(nowMs: number): void {
    for (;;) {
      const first = this.#records[this.#first];
      if (first === undefined) break;
      if (first.atMs + retentionMs > nowMs && this.#bytes <= maxBytes) break;
      this.#bytes -= recordBytes(first);
      this.#first += 1;
    }
    // Not at each one: what is left would be moved again and again.
    if (this.#first > 1024 && this.#first * 2 > this.#records.length) {
      this.#records.splice(0, this.#first);
      this.#first = 0;
    }
  }

  /** The number of the oldest record that there is, or of the next one. */
  get oldest(): number {
    return this.#records[this.#first]?.number ?? this.next;
  }

  /** Records from a number on, at most so many. */
  from(number: number, limit: number): readonly StreamRecord[] {
    const at = this.#first + Math.max(0, number - this.oldest);
    return this.#records.slice(at, at + limit);
  }

  isOver(nowMs: number): boolean {
    return this.closedAtMs !== undefined && this.closedAtMs + retentionMs <= nowMs;
  }
}

/** At least 21 digits (API reference, GetShardIterator). */
export function sequenceNumber(number: number): string {
  return (100_000_000_000_000_000_000n + BigInt(number)).toString();
}

export function fromSequenceNumber(text: string): number {
  return Number(BigInt(text) - 100_000_000_000_000_000_000n);
}

/** A record as GetRecords and functions get it. */
export function toWire(
  record: StreamRecord,
  { arn, viewType }: StreamDescription,
  region: string,
): Record<string, unknown> {
  const { number, atMs, keys, old, new: now, expired } = record;
  const withNew = viewType === "NEW_IMAGE" || viewType === "NEW_AND_OLD_IMAGES";
  const withOld = viewType === "OLD_IMAGE" || viewType === "NEW_AND_OLD_IMAGES";
  return {
    eventID: createHash("md5").update(`${arn} ${number}`).digest("hex"),
    eventName: old === undefined ? "INSERT" : now === undefined ? "REMOVE" : "MODIFY",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(atMs / 1000),
      Keys: keys,
      ...(withNew && now !== undefined && { NewImage: now }),
      ...(withOld && old !== undefined && { OldImage: old }),
      SequenceNumber: sequenceNumber(number),
      SizeBytes:
        itemBytes(keys) + imageBytes(withNew ? now : undefined) + imageBytes(withOld ? old : undefined),
      StreamViewType: viewType,
    },
    ...(expired === true && {
      userIdentity: { PrincipalId: "dynamodb.amazonaws.com", Type: "Service" },
    }),
  };
}

function recordBytes({ keys, old, new: now }: StreamRecord): number {
  return itemBytes(keys) + imageBytes(old) + imageBytes(now);
}

function imageBytes(item: Item | undefined): number {
  return item === undefined ? 0 : itemBytes(item);
}
