import type { Item } from "./item.js";
import type { ItemSource } from "./item-source.js";

export class ItemNotFoundError extends Error {
  constructor(id: string) {
    super(`There is no item ${id}`);
    this.name = "ItemNotFoundError";
  }
}

/** The use cases. */
export class Items {
  constructor(private readonly source: ItemSource) {}

  /** @throws ItemNotFoundError */
  async get(id: string): Promise<Item> {
    const item = await this.source.find(id);
    if (!item) throw new ItemNotFoundError(id);
    return item;
  }

  /** Those whose name contains `text`, in either case; all of them without it. */
  async list(text = ""): Promise<readonly Item[]> {
    const wanted = text.toLowerCase();
    return (await this.source.list()).filter(({ name }) => name.toLowerCase().includes(wanted));
  }
}
