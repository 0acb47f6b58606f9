import type { DomainEvent } from "./domain-event.js";
import type { Item } from "./item.js";

/** Where a page starts: after the item with this position. */
export interface Position {
  readonly createdAt: Date;
  readonly id: string;
}

/** Keeps items. Each change and its event are stored together, or neither is. */
export interface ItemRepository {
  insert(item: Item, event: DomainEvent): Promise<void>;
  find(id: string): Promise<Item | undefined>;
  /** In order of creation, at most `limit`, those after `after`. */
  list(limit: number, after?: Position): Promise<readonly Item[]>;
  /** @returns false when the stored version is no longer the one before `item.version`. */
  update(item: Item, event: DomainEvent): Promise<boolean>;
  /** @returns false when the stored version is no longer `item.version`. */
  delete(item: Item, event: DomainEvent): Promise<boolean>;
}
