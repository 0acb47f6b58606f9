import type { DeliveryOrder } from "./delivery-order.js";
import { Line } from "./line.js";
import type { Message } from "./message.js";

/** Of a standard queue: all that is visible, in the order in which it became so. */
export class VisibleOrder implements DeliveryOrder {
  readonly #visible = new Line<Message>();

  place(message: Message): void {
    if (message.state === "visible") this.#visible.append(message);
    else this.#visible.delete(message);
  }

  remove(message: Message): void {
    this.#visible.delete(message);
  }

  receivable(): Iterable<Message> {
    return this.#visible;
  }
}
