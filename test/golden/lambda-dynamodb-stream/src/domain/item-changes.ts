/** What happened to a item in the table; removals are nobody's business here. */
export type ChangeKind = "INSERT" | "MODIFY";

/** The event that tells others, in the guideline's JSON. */
export interface ItemChanged {
  readonly type: "ItemChangedEvent";
  /** The item's id. */
  readonly subject: string;
  readonly data: { readonly ItemId: string; readonly Change: ChangeKind; readonly Timestamp: string };
}

/** Tells others. */
export interface ChangePublisher {
  /** @param changeId the same however often the change is read */
  publish(changeId: string, event: ItemChanged): Promise<void>;
}

/** The use case: what a change leads to. Replace it with your own work; it must do no harm when it is done again. */
export class ItemChanges {
  constructor(
    private readonly publisher: ChangePublisher,
    private readonly now: () => Date,
  ) {}

  async handle(changeId: string, itemId: string, change: ChangeKind): Promise<void> {
    const data = { ItemId: itemId, Change: change, Timestamp: this.now().toISOString() };
    await this.publisher.publish(changeId, { type: "ItemChangedEvent", subject: itemId, data });
  }
}
