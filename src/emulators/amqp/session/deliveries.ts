import type { Queue } from "../queue/queue.js";
import type { Entry } from "../queue/ready-list.js";
import { AmqpError } from "../wire/amqp-error.js";
import type { Consumer } from "./consumer.js";

export interface Delivery {
  readonly entry: Entry;
  readonly queue: Queue;
  /** undefined for what was fetched by basic.get. */
  readonly consumer: Consumer | undefined;
}

/** What a channel was handed and has not settled, by delivery tag. */
export class Deliveries {
  /** The limit over all consumers of the channel (basic.qos, global); 0 for none. */
  limit = 0;
  #lastTag = 0;
  readonly #unsettled = new Map<number, Delivery>();

  /** Whether the channel's own limit is reached. */
  get full(): boolean {
    return this.limit > 0 && this.#unsettled.size >= this.limit;
  }

  get size(): number {
    return this.#unsettled.size;
  }

  nextTag(): number {
    this.#lastTag += 1;
    return this.#lastTag;
  }

  add(tag: number, delivery: Delivery): void {
    this.#unsettled.set(tag, delivery);
    if (delivery.consumer) delivery.consumer.unacked += 1;
  }

  /**
   * Takes out what a tag names: one delivery, or all up to it; with tag 0 and `multiple` all there are.
   * @throws AmqpError 406 when the tag is not one of them
   */
  take(tag: number, multiple: boolean): readonly Delivery[] {
    if (tag === 0 && multiple) return this.takeAll();
    const named = this.#unsettled.get(tag);
    if (named === undefined) throw new AmqpError(406, `unknown delivery tag ${tag}`);
    if (!multiple) {
      this.#remove(tag, named);
      return [named];
    }
    const taken: Delivery[] = [];
    for (const [one, delivery] of this.#unsettled) {
      if (one > tag) break;
      this.#remove(one, delivery);
      taken.push(delivery);
    }
    return taken;
  }

  takeAll(): readonly Delivery[] {
    const taken = [...this.#unsettled.values()];
    for (const [tag, delivery] of this.#unsettled) this.#remove(tag, delivery);
    return taken;
  }

  #remove(tag: number, { consumer }: Delivery): void {
    this.#unsettled.delete(tag);
    if (consumer) consumer.unacked -= 1;
  }
}
