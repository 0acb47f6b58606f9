export interface LogEvent {
  /** 56 digits that sort by time, then by arrival, over all streams. */
  readonly id: string;
  /** ms since the epoch. */
  readonly timestamp: number;
  readonly ingestedAt: number;
  readonly message: string;
}

export function eventId(timestamp: number, sequence: number): string {
  return String(timestamp).padStart(17, "0") + String(sequence).padStart(39, "0");
}

/** What an event counts beside its message (PutLogEvents). */
export const eventOverhead = 26;

/** The events of a stream, by id. */
export class LogStream {
  readonly events: LogEvent[] = [];
  bytes = 0;
  lastIngestedAt: number | undefined;

  constructor(
    readonly name: string,
    readonly createdAt: number,
  ) {}

  add(event: LogEvent): void {
    const last = this.events.at(-1);
    if (last === undefined || last.id < event.id) this.events.push(event);
    else this.events.splice(this.indexAfter(event.id), 0, event);
    this.bytes += sizeOf(event);
    this.lastIngestedAt = Math.max(this.lastIngestedAt ?? 0, event.ingestedAt);
  }

  /** Where the first event behind an id is. */
  indexAfter(id: string): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.events[middle]?.id ?? "") <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  dropBefore(timestamp: number): void {
    if ((this.events[0]?.timestamp ?? timestamp) < timestamp)
      this.#drop(this.indexAfter(eventId(timestamp, 0)));
  }

  /** Gives up at least so many bytes, but nothing behind an id, and one event at least. */
  dropOldest(bytes: number, until: string): void {
    let [count, dropped] = [0, 0];
    for (const event of this.events) {
      if (count > 0 && (dropped >= bytes || event.id > until)) break;
      dropped += sizeOf(event);
      count += 1;
    }
    this.#drop(count);
  }

  #drop(count: number): void {
    for (const event of this.events.splice(0, count)) this.bytes -= sizeOf(event);
  }
}

function sizeOf({ message }: LogEvent): number {
  return Buffer.byteLength(message) + eventOverhead;
}
