import type { Consumer } from "../chassis/consume-queue.js";
import { textIn } from "../chassis/incoming-event.js";
import type { ItemProcessing } from "../domain/item-processing.js";

/** Processes what the queue brings. */
export function itemConsumer(processing: ItemProcessing): Consumer {
  return {
    async handle(event) {
      await processing.process(event.id, textIn(event, "ItemId"));
    },
  };
}
