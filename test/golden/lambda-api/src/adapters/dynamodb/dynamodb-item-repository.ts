import { AggregateStore } from "../../chassis/aggregate-store.js";
import type { Table } from "../../chassis/dynamodb.js";
import { listAfter } from "../../chassis/listing.js";
import type { DomainEvent } from "../../domain/domain-event.js";
import type { Item } from "../../domain/item.js";
import type { ItemRepository, Position } from "../../domain/item-repository.js";

/** A item as the table keeps it: times as ISO 8601, which sort as they follow one another. */
type StoredItem = Omit<Item, "createdAt" | "updatedAt"> & { readonly createdAt: string; readonly updatedAt: string };

const listed = "items";

/** Keeps items in the service's own table, each with its history. */
export class DynamoDbItemRepository implements ItemRepository {
  readonly #store: AggregateStore<StoredItem>;

  constructor(private readonly table: Table) {
    this.#store = new AggregateStore<StoredItem>(table, "item", (stored) => ({
      list: listed,
      sort: sortKey(stored.createdAt, stored.id),
    }));
  }

  async insert(item: Item, event: DomainEvent): Promise<void> {
    await this.#store.add(item.id, { state: toStored(item), event });
  }

  async find(id: string): Promise<Item | undefined> {
    const stored = await this.#store.find(id);
    return stored && fromStored(stored.state);
  }

  async list(limit: number, after?: Position): Promise<readonly Item[]> {
    const start = after && sortKey(after.createdAt.toISOString(), after.id);
    const page = await listAfter<StoredItem>(this.table, { list: listed }, limit, start);
    return page.map(({ state }) => fromStored(state));
  }

  update(item: Item, event: DomainEvent): Promise<boolean> {
    return this.#replace(item.id, item.version - 1, toStored(item), event);
  }

  delete(item: Item, event: DomainEvent): Promise<boolean> {
    return this.#replace(item.id, item.version, undefined, event);
  }

  async #replace(id: string, seen: number, state: StoredItem | undefined, event: DomainEvent): Promise<boolean> {
    let replaced = false;
    await this.#store.change(id, async (stored) => {
      replaced = stored.state.version === seen;
      return replaced ? { state, event } : undefined;
    });
    return replaced;
  }
}

function sortKey(createdAt: string, id: string): string {
  return `${createdAt}#${id}`;
}

function toStored(item: Item): StoredItem {
  const { createdAt, updatedAt, ...rest } = item;
  return { ...rest, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}

function fromStored(stored: StoredItem): Item {
  const { createdAt, updatedAt, ...rest } = stored;
  return { ...rest, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
}
