import type { DurableState } from "../front/aws-service.js";
import { type GroupSettings, groupArn, LogGroup } from "./log-group.js";
import { eventId } from "./log-stream.js";
import type { LogLine } from "./log-writer.js";

/** An event as the journal has it. */
type Row = readonly [timestamp: number, sequence: number, ingestedAt: number, message: string];

/** What happens to groups, as the journal has it. */
type Change =
  /** A group is made, or told something else. */
  | { readonly type: "group"; readonly settings: GroupSettings }
  | { readonly type: "delete-group"; readonly arn: string }
  | { readonly type: "stream"; readonly arn: string; readonly name: string; readonly at: number }
  | { readonly type: "delete-stream"; readonly arn: string; readonly name: string }
  | { readonly type: "events"; readonly arn: string; readonly name: string; readonly rows: readonly Row[] };

/** How many events one part of a snapshot has. */
const partLength = 512;

/** Every group of every account and region. */
export class LogStore implements DurableState {
  readonly #groups = new Map<string, LogGroup>();
  #sequence = 0;
  #write: ((change: Uint8Array, mayWait?: boolean) => void) | undefined;

  constructor(private readonly now: () => number) {}

  /** What is over its retention is gone by then. */
  group(place: Pick<GroupSettings, "account" | "region" | "name">): LogGroup | undefined {
    const group = this.#groups.get(groupArn(place));
    group?.expire(this.now());
    return group;
  }

  /** Those of an account and region, by name. */
  groups(account: string, region: string): readonly LogGroup[] {
    return [...this.#groups.values()]
      .filter(({ settings }) => settings.account === account && settings.region === region)
      .sort((one, other) => (one.settings.name < other.settings.name ? -1 : 1))
      .map((group) => {
        group.expire(this.now());
        return group;
      });
  }

  change(change: Exclude<Change, { type: "events" }>): void {
    this.#apply(change);
    this.#write?.(encode(change));
  }

  /** To a stream that is there. */
  append(group: LogGroup, name: string, lines: readonly LogLine[], mayWait: boolean): void {
    const at = this.now();
    const rows = lines.map(({ timestamp, message }): Row => {
      this.#sequence += 1;
      return [timestamp, this.#sequence, at, message];
    });
    const change: Change = { type: "events", arn: group.arn, name, rows };
    this.#apply(change);
    this.#write?.(encode(change), mayWait);
  }

  recordTo(write: (change: Uint8Array, mayWait?: boolean) => void): void {
    this.#write = write;
  }

  replay(change: Buffer): void {
    this.#apply(JSON.parse(change.toString("utf8")) as Change);
  }

  snapshot(): Iterable<Uint8Array> {
    const groups = [...this.#groups.values()].map(({ arn, settings, streams }) => ({
      ...{ arn, settings },
      streams: [...streams.values()].map(({ name, createdAt, events }) => ({
        name,
        createdAt,
        events: [...events],
      })),
    }));
    return (function* () {
      for (const { arn, settings, streams } of groups) {
        yield encode({ type: "group", settings });
        for (const { name, createdAt, events } of streams) {
          yield encode({ type: "stream", arn, name, at: createdAt });
          for (let at = 0; at < events.length; at += partLength) {
            const rows = events
              .slice(at, at + partLength)
              .map(
                ({ id, timestamp, ingestedAt, message }): Row => [
                  ...([timestamp, Number(id.slice(17)), ingestedAt, message] as const),
                ],
              );
            yield encode({ type: "events", arn, name, rows });
          }
        }
      }
    })();
  }

  liveBytes(): number {
    return [...this.#groups.values()].reduce((sum, { bytes }) => sum + 2 * bytes + 1000, 0);
  }

  #apply(change: Change): void {
    if (change.type === "group") {
      const arn = groupArn(change.settings);
      const known = this.#groups.get(arn);
      if (known === undefined) this.#groups.set(arn, new LogGroup(change.settings));
      else known.settings = change.settings;
      return;
    }
    const group = this.#groups.get(change.arn);
    switch (change.type) {
      case "delete-group":
        this.#groups.delete(change.arn);
        return;
      case "stream":
        return group?.addStream(change.name, change.at);
      case "delete-stream":
        group?.streams.delete(change.name);
        return;
      case "events": {
        const events = change.rows.map(([timestamp, sequence, ingestedAt, message]) => {
          this.#sequence = Math.max(this.#sequence, sequence);
          return { id: eventId(timestamp, sequence), timestamp, ingestedAt, message };
        });
        group?.add(change.name, events);
      }
    }
  }
}

function encode(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}
