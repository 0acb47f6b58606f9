import { type LogEvent, LogStream } from "./log-stream.js";

/** What is known of a group beside its streams. Times are ms since the epoch. */
export interface GroupSettings {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly createdAt: number;
  readonly retentionInDays?: number;
  readonly kmsKeyId?: string;
  readonly logGroupClass: string;
  readonly tags: Readonly<Record<string, string>>;
}

export function groupArn({
  account,
  region,
  name,
}: Pick<GroupSettings, "account" | "region" | "name">): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}

/** How much of a group is kept; above it the oldest events are given up, down to nine tenths. */
export const maxGroupBytes = 8 * 1024 * 1024;

const dayMs = 24 * 60 * 60 * 1000;

/** A group with its streams in memory. */
export class LogGroup {
  readonly arn: string;
  readonly streams = new Map<string, LogStream>();

  constructor(public settings: GroupSettings) {
    this.arn = groupArn(settings);
  }

  /** As AWS counts: each event is 26 bytes more than its message. */
  get bytes(): number {
    let sum = 0;
    for (const { bytes } of this.streams.values()) sum += bytes;
    return sum;
  }

  add(name: string, events: readonly LogEvent[]): void {
    const stream = this.streams.get(name);
    if (stream === undefined) return;
    for (const event of events) stream.add(event);
    if (this.bytes > maxGroupBytes) this.#trim();
  }

  addStream(name: string, createdAt: number): void {
    if (!this.streams.has(name)) this.streams.set(name, new LogStream(name, createdAt));
  }

  /** Gives up what is older than the group's retention. */
  expire(now: number): void {
    const { retentionInDays } = this.settings;
    if (retentionInDays === undefined) return;
    for (const stream of this.streams.values()) stream.dropBefore(now - retentionInDays * dayMs);
  }

  #trim(): void {
    const wanted = maxGroupBytes * 0.9;
    while (this.bytes > wanted) {
      const filled = [...this.streams.values()].filter(({ events }) => events.length > 0);
      const oldest = filled.reduce((one, other) => (firstId(other) < firstId(one) ? other : one));
      // All that this stream has before any other has something, so that few rounds are enough.
      const others = filled.filter((stream) => stream !== oldest).map(firstId);
      oldest.dropOldest(
        this.bytes - wanted,
        others.reduce((one, other) => (other < one ? other : one), "~"),
      );
    }
  }
}

function firstId({ events }: LogStream): string {
  return events[0]?.id ?? "~";
}
