import { expect, test } from "vitest";
import { emptyItem } from "../values/attribute-value.js";
import { comparePlaces, type Entry, OrderedEntries } from "./ordered-entries.js";

/** The same numbers each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test("what is put and deleted is found in order, from anywhere, in both directions", () => {
  const random = generator(7);
  const entries = new OrderedEntries();
  const expected = new Map<string, Entry>();
  for (let round = 0; round < 20_000; round += 1) {
    const range = String(Math.floor(random() * 4000)).padStart(4, "0");
    const entry: Entry = { token: "t", range, id: range, item: emptyItem() };
    if (random() < 0.6) {
      entries.put(entry);
      expected.set(range, entry);
    } else {
      entries.delete(entry);
      expected.delete(range);
    }
  }
  const sorted = [...expected.values()].sort(comparePlaces);
  expect(sorted.length).toBeGreaterThan(1500);
  expect([...entries.upwards(() => false)]).toEqual(sorted);
  expect([...entries.downwards(() => true)]).toEqual([...sorted].reverse());
  for (let round = 0; round < 200; round += 1) {
    const from = String(Math.floor(random() * 4100)).padStart(4, "0");
    const before = ({ range }: Entry): boolean => range < from;
    expect([...entries.upwards(before)]).toEqual(sorted.filter((entry) => !before(entry)));
    expect([...entries.downwards(before)]).toEqual(sorted.filter(before).reverse());
  }
  for (const entry of sorted) entries.delete(entry);
  expect([...entries.upwards(() => false)]).toEqual([]);
});
