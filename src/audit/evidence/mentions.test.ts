import { expect, test } from "vitest";
import { type Use, usesIn } from "./mentions.js";

const parts = [
  "name",
  "name",
  "#",
  "$",
  "x",
  " ",
  "\n",
  "\r\n",
  "\u2028",
  "\u00a0",
  "(",
  "<",
  ")",
  ";",
  ".",
  ":",
  "=",
  "9",
];

/** The same texts each time. */
function* texts(count: number): Generator<string> {
  let seed = 1;
  const next = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let index = 0; index < count; index += 1)
    yield Array.from({ length: next(14) }, () => parts[next(parts.length)]).join("");
}

test.each<[Use, RegExp]>([
  [{ before: "<(,)]};.>[", lineEnd: true, hash: false }, /(?<![\w$])name(?![\w$])\s*(?=[<(,)\]};.>[]|$)/gm],
  [{ before: "<(,)];}", lineEnd: false, hash: true }, /(?<![\w$])#?name(?![\w$])\s*(?=[<(,)\];}]|$)/g],
])("uses are those that a pattern finds: %j", (use, pattern) => {
  for (const text of texts(20_000)) {
    const expected = [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
      start: index,
      end: index + found.length,
    }));
    expect({ text, uses: usesIn(text, "name", use) }).toEqual({ text, uses: expected });
  }
});
