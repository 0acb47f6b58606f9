import { expect, test } from "vitest";
import { compareKeys, OrderedKeys } from "../state/ordered-keys.js";
import { listPage } from "./list-page.js";

test("keys stay in the order of their UTF-8 bytes, however many come and go", () => {
  const units = ["a", "b", "/", "é", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}"];
  const all = units.flatMap((one) => units.flatMap((two) => units.map((three) => one + two + three)));
  const shuffled = all
    .map((key, at) => [(at * 7919) % all.length, key] as const)
    .sort((one, other) => one[0] - other[0]);
  const keys = new OrderedKeys();
  for (const [, key] of shuffled) keys.add(key);
  for (const [, key] of shuffled) keys.add(key);
  const byBytes = [...all].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  expect([...keys.from("")]).toEqual(byBytes);
  expect([...all].sort(compareKeys)).toEqual(byBytes);
  const gone = new Set(byBytes.filter((_, at) => at % 3 !== 0));
  for (const key of gone) keys.delete(key);
  const left = byBytes.filter((key) => !gone.has(key));
  expect([...keys.from("")]).toEqual(left);
  for (const from of byBytes)
    expect([...keys.from(from)][0]).toBe(left.find((key) => compareKeys(key, from) >= 0));
});

test("a page may begin inside of a prefix, or behind it", () => {
  const keys = new OrderedKeys();
  for (const key of ["a/1", "a/2", "a/\u{10ffff}x", "b", "c/1"]) keys.add(key);
  const page = (after: string, most = 10) => listPage(keys, { prefix: "", delimiter: "/", after, most });
  expect(page("")).toEqual({ keys: ["b"], commonPrefixes: ["a/", "c/"] });
  expect(page("", 1)).toEqual({ keys: [], commonPrefixes: ["a/"], next: "a/" });
  expect(page("a/")).toEqual({ keys: ["b"], commonPrefixes: ["c/"] });
  expect(page("a/1")).toEqual({ keys: ["b"], commonPrefixes: ["a/", "c/"] });
  expect(page("a/\u{10ffff}x")).toEqual({ keys: ["b"], commonPrefixes: ["c/"] });
});
