import { beforeEach, describe, expect, test } from "vitest";
import { eventProblems } from "../../test/support/event-contract.js";
import type { DomainEvent } from "./domain-event.js";
import type { Item } from "./item.js";
import type { ItemRepository, Position } from "./item-repository.js";
import { ItemChangedError, ItemNotFoundError, Items } from "./items.js";

/** Keeps everything in memory, with the rules of the contract. */
class MemoryRepository implements ItemRepository {
  readonly events: DomainEvent[] = [];
  readonly #stored = new Map<string, Item>();

  async insert(item: Item, event: DomainEvent): Promise<void> {
    this.#stored.set(item.id, item);
    this.events.push(event);
  }

  async find(id: string): Promise<Item | undefined> {
    return this.#stored.get(id);
  }

  async list(limit: number, after?: Position): Promise<readonly Item[]> {
    const all = [...this.#stored.values()];
    const start = after ? all.findIndex(({ id }) => id === after.id) + 1 : 0;
    return all.slice(start, start + limit);
  }

  async update(item: Item, event: DomainEvent): Promise<boolean> {
    if (this.#stored.get(item.id)?.version !== item.version - 1) return false;
    await this.insert(item, event);
    return true;
  }

  async delete(item: Item, event: DomainEvent): Promise<boolean> {
    if (this.#stored.get(item.id)?.version !== item.version) return false;
    this.#stored.delete(item.id);
    this.events.push(event);
    return true;
  }
}

const start = new Date("2030-01-01T00:00:00.000Z");
const later = new Date("2030-01-02T00:00:00.000Z");

describe("Items", () => {
  let repository: MemoryRepository;
  let items: Items;
  let now: Date;

  beforeEach(() => {
    repository = new MemoryRepository();
    now = start;
    let created = 0;
    const newId = () => `00000000-0000-4000-8000-${String(++created).padStart(12, "0")}`;
    items = new Items(repository, () => now, newId);
  });

  test("a new one starts at version 1", async () => {
    const created = await items.create({ name: "first" });
    expect(created).toEqual({
      id: created.id,
      name: "first",
      createdAt: start,
      updatedAt: start,
      version: 1,
    });
    expect(await items.get(created.id)).toEqual(created);
  });

  test("a change replaces what a client may set and raises the version", async () => {
    const { id } = await items.create({ name: "first", description: "about it" });
    now = later;
    const changed = await items.update(id, { name: "second" });
    expect(changed).toEqual({ id, name: "second", createdAt: start, updatedAt: later, version: 2 });
  });

  test("a change based on an old version is refused", async () => {
    const { id } = await items.create({ name: "first" });
    await items.update(id, { name: "second" }, 1);
    await expect(items.update(id, { name: "third" }, 1)).rejects.toThrow(ItemChangedError);
    await expect(items.delete(id, 1)).rejects.toThrow(ItemChangedError);
  });

  test("what was deleted is gone", async () => {
    const { id } = await items.create({ name: "first" });
    await items.delete(id, 1);
    await expect(items.get(id)).rejects.toThrow(ItemNotFoundError);
    await expect(items.delete(id)).rejects.toThrow(ItemNotFoundError);
  });

  test("pages follow one another and the last has no next", async () => {
    for (const name of ["a", "b", "c"]) await items.create({ name });
    const first = await items.list(2);
    const second = await items.list(2, first.next);
    expect(first.items.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(second.items.map(({ name }) => name)).toEqual(["c"]);
    expect(second.next).toBeUndefined();
  });

  test("every change is an event that fits contracts/asyncapi.json", async () => {
    const { id } = await items.create({ name: "first" });
    await items.update(id, { name: "second", description: "about it" });
    await items.delete(id);
    const types = repository.events.map(({ type }) => type);
    expect(types).toEqual(["ItemCreatedEvent", "ItemUpdatedEvent", "ItemDeletedEvent"]);
    expect(repository.events.flatMap(eventProblems)).toEqual([]);
  });
});
