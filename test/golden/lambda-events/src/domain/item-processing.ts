/** What became of a item that was created elsewhere. */
export interface ProcessedItem {
  readonly itemId: string;
  readonly status: "Processed";
  /** ISO 8601, UTC. */
  readonly processedAt: string;
}

/** The event that says so, in the guideline's JSON. */
export interface ItemProcessed {
  readonly type: "ItemProcessedEvent";
  /** The item's id. */
  readonly subject: string;
  readonly data: { readonly ItemId: string; readonly Status: "Processed"; readonly ProcessedAt: string };
}

/** Where results live. A result and its event are kept together or not at all. */
export interface ProcessedStore {
  /**
   * Keeps the result of handling one delivery, unless that delivery or that item was handled before.
   * @param deliveryId the same however often it is delivered
   * @returns false when it was
   */
  keepOnce(deliveryId: string, result: ProcessedItem, event: ItemProcessed): Promise<boolean>;
  find(itemId: string): Promise<ProcessedItem | undefined>;
}

/** The use case: what has to happen once for each item. Replace its middle with your own work. */
export class ItemProcessing {
  constructor(
    private readonly store: ProcessedStore,
    private readonly now: () => Date,
  ) {}

  /** Safe to call again: the answer is that of the first time. */
  async process(deliveryId: string, itemId: string): Promise<ProcessedItem> {
    const processedAt = this.now().toISOString();
    const result: ProcessedItem = { itemId, status: "Processed", processedAt };
    const data = { ItemId: itemId, Status: result.status, ProcessedAt: processedAt };
    const kept = await this.store.keepOnce(deliveryId, result, {
      type: "ItemProcessedEvent",
      subject: itemId,
      data,
    });
    return kept ? result : ((await this.store.find(itemId)) ?? result);
  }

  find(itemId: string): Promise<ProcessedItem | undefined> {
    return this.store.find(itemId);
  }
}
