import type { Message } from "amqplib";
import { readSeenEvent, type SeenEvent } from "../../platform/messaging/seen-event.js";

export interface HeardEvent extends Omit<SeenEvent, "data"> {
  /** The body as it came. */
  readonly text: string;
  /** How often it came. */
  times: number;
}

/** An event that a confirm was lost of comes again when the connection does; more often it is published by a relay that forgets. */
const mostTimes = 2;
const times = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;

/** What came to a queue, and whether consumers can take each event once. */
export class HeardEvents {
  readonly #byId = new Map<string, HeardEvent>();

  /** Delivery is at least once: the same id is the same event (CloudEvents 1.0, `id`), however often it comes. */
  hear(message: Message): void {
    const { data: _data, ...event } = readSeenEvent(message);
    const text = message.content.toString("utf8");
    const key = event.id ?? text;
    const known = this.#byId.get(key);
    if (known) known.times += 1;
    else this.#byId.set(key, { ...event, text, times: 1 });
  }

  get size(): number {
    return this.#byId.size;
  }

  /** @returns those of which no event tells; where nothing has an id, as many as are missing */
  untold(ids: readonly string[]): readonly string[] {
    const known = ids.filter((id) => id !== "");
    if (known.length === 0) return ids.slice(this.#byId.size);
    return known.filter((id) => this.#about([id]).length === 0);
  }

  /** Those that came more than once, whoever they are about. */
  get repeated(): readonly HeardEvent[] {
    return [...this.#byId.values()].filter((event) => event.times > 1);
  }

  /**
   * Those about these ids that an inbox takes for more than they are: they came again without an id, or under another one (the
   * same but for its times: published anew, or by a handler that ran twice), or again and again.
   */
  takenTwice(ids: readonly string[]): readonly HeardEvent[] {
    const seen = new Set<string>();
    return this.#about(ids).filter((event) => {
      const content = JSON.stringify([event.exchange, event.type, event.text.replace(times, "")]);
      const isAnother = seen.has(content);
      seen.add(content);
      return isAnother || event.times > (event.id === null ? 1 : mostTimes);
    });
  }

  #about(ids: readonly string[]): readonly HeardEvent[] {
    const known = ids.filter((id) => id !== "");
    return [...this.#byId.values()].filter(({ text }) => known.some((id) => text.includes(id)));
  }
}
