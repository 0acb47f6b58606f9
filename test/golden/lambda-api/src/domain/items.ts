import { changeItem, createItem, type Item, type ItemInput } from "./item.js";
import { itemCreated, itemDeleted, itemUpdated } from "./item-events.js";
import type { ItemRepository, Position } from "./item-repository.js";

export class ItemNotFoundError extends Error {
  constructor(id: string) {
    super(`There is no item ${id}`);
    this.name = "ItemNotFoundError";
  }
}

/** Somebody else has changed the item since the version that the change was based on. */
export class ItemChangedError extends Error {
  constructor(id: string) {
    super(`The item ${id} was changed by somebody else; read it again`);
    this.name = "ItemChangedError";
  }
}

export interface ItemPage {
  readonly items: readonly Item[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Position;
}

/** The use cases. Time and ids come from outside, so that tests decide them. */
export class Items {
  constructor(
    private readonly repository: ItemRepository,
    private readonly now: () => Date,
    private readonly newId: () => string,
  ) {}

  async create(input: ItemInput): Promise<Item> {
    const item = createItem(this.newId(), input, this.now());
    await this.repository.insert(item, itemCreated(item));
    return item;
  }

  /** @throws ItemNotFoundError */
  async get(id: string): Promise<Item> {
    const item = await this.repository.find(id);
    if (!item) throw new ItemNotFoundError(id);
    return item;
  }

  async list(limit: number, after?: Position): Promise<ItemPage> {
    // One more than asked for tells whether there is a next page.
    const found = await this.repository.list(limit + 1, after);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    if (found.length <= limit || !last) return { items };
    return { items, next: { createdAt: last.createdAt, id: last.id } };
  }

  /**
   * @param expectedVersion the version the caller has seen; left out, the last writer wins.
   * @throws ItemNotFoundError or ItemChangedError
   */
  async update(id: string, input: ItemInput, expectedVersion?: number): Promise<Item> {
    const current = await this.currentVersion(id, expectedVersion);
    const changed = changeItem(current, input, this.now());
    if (!(await this.repository.update(changed, itemUpdated(changed)))) throw new ItemChangedError(id);
    return changed;
  }

  /**
   * @param expectedVersion the version the caller has seen; left out, whatever is there is deleted.
   * @throws ItemNotFoundError or ItemChangedError
   */
  async delete(id: string, expectedVersion?: number): Promise<void> {
    const current = await this.currentVersion(id, expectedVersion);
    if (!(await this.repository.delete(current, itemDeleted(current, this.now()))))
      throw new ItemChangedError(id);
  }

  private async currentVersion(id: string, expectedVersion: number | undefined): Promise<Item> {
    const current = await this.get(id);
    if (expectedVersion !== undefined && current.version !== expectedVersion) throw new ItemChangedError(id);
    return current;
  }
}
