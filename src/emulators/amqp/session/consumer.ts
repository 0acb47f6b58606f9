import type { Queue, QueueConsumer } from "../queue/queue.js";
import type { Entry } from "../queue/ready-list.js";
import type { Channel } from "./channel.js";

/** A subscription of a channel to a queue. */
export class Consumer implements QueueConsumer {
  /** Its deliveries that are not settled. */
  unacked = 0;

  constructor(
    readonly tag: string,
    readonly channel: Channel,
    readonly queue: Queue,
    readonly settings: { readonly noAck: boolean; readonly exclusive: boolean; readonly prefetch: number },
  ) {}

  get exclusive(): boolean {
    return this.settings.exclusive;
  }

  canTake(): boolean {
    if (!this.channel.takesDeliveries) return false;
    const { noAck, prefetch } = this.settings;
    return noAck || ((prefetch === 0 || this.unacked < prefetch) && !this.channel.deliveries.full);
  }

  deliver(entry: Entry): void {
    this.channel.deliver(this, entry);
  }

  cancelled(): void {
    this.channel.consumerCancelled(this);
  }
}
