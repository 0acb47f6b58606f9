import { expect, test } from "vitest";
import type { Item } from "./item.js";
import { ItemNotFoundError, Items } from "./items.js";

const known: readonly Item[] = [
  { id: "first", name: "First one" },
  { id: "second", name: "Second", description: "about it" },
];
const items = new Items({
  list: async () => known,
  find: async (wanted) => known.find(({ id }) => id === wanted),
});

test("one is found by its id", async () => {
  expect(await items.get("second")).toEqual(known[1]);
  await expect(items.get("third")).rejects.toThrow(ItemNotFoundError);
});

test("those are listed whose name contains a text, in either case", async () => {
  expect(await items.list()).toEqual(known);
  expect(await items.list("FIRST")).toEqual([known[0]]);
  expect(await items.list("nothing")).toEqual([]);
});
