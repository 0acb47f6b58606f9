/** What a client may set. */
export interface ItemInput {
  readonly name: string;
  readonly description?: string;
}

export interface Item extends ItemInput {
  readonly id: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** 1 when created, one more with each change. */
  readonly version: number;
}

/** A new item. */
export function createItem(id: string, input: ItemInput, now: Date): Item {
  return { id, ...input, createdAt: now, updatedAt: now, version: 1 };
}

/** The next version; what `input` leaves out is gone. */
export function changeItem(current: Item, input: ItemInput, now: Date): Item {
  const { id, createdAt, version } = current;
  return { id, ...input, createdAt, updatedAt: now, version: version + 1 };
}
