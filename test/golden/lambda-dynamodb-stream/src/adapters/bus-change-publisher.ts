import { createHash } from "node:crypto";
import type { SendToBus } from "../chassis/bus.js";
import { requiredSetting } from "../chassis/settings.js";
import { traceparent } from "../chassis/tracing.js";
import type { ChangePublisher, ItemChanged } from "../domain/item-changes.js";

/** Puts changes on the bus. The stream keeps them until that has succeeded, so no outbox is needed. */
export class BusChangePublisher implements ChangePublisher {
  constructor(private readonly send: SendToBus) {}

  async publish(changeId: string, event: ItemChanged): Promise<void> {
    const trace = traceparent();
    const refused = await this.send([
      {
        ...event,
        data: { ...event.data },
        version: 0,
        id: uuidOf(changeId),
        source: requiredSetting("SERVICE_NAME"),
        time: event.data.Timestamp,
        ...(trace !== undefined && { traceparent: trace }),
      },
    ]);
    if (refused.length > 0) throw new Error("The bus did not take the event");
  }
}

/** An id that is the same whenever this change is read, so that readers can tell repetitions. */
function uuidOf(changeId: string): string {
  const hex = createHash("sha256").update(changeId).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
