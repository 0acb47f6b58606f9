import { isObject } from "./operations.js";
import type { Random } from "./random.js";

/** Values that programs have stumbled over, none of them larger than a request may be anywhere. */
const values: readonly unknown[] = [
  null,
  true,
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\u202e\u200b\ufeff",
  "'; select pg_sleep(0); --",
  "../../etc/passwd",
  "%s%n{{7*7}}<%= 7 %>",
  "x".repeat(10_000),
  "💥".repeat(300),
  0,
  -1,
  -0.000_001,
  1e308,
  -Number.MAX_SAFE_INTEGER,
  2_147_483_648,
  0.1 + 0.2,
  "NaN",
  "2030-02-31T25:61:00Z",
  [],
  [[[[[[]]]]]],
  {},
  { __proto__x: 1, constructor: { prototype: 1 } },
];

/** The same, as they may stand in a path, a query or a header. */
export const hostileTexts: readonly string[] = values
  .filter((value): value is string => typeof value === "string")
  .filter((value) => value.length < 2000 && !value.includes("\ud800"))
  .concat(["-1", "1e999", "true", "[]", "%", "a,b;c"]);

/** A body that is near the contract and breaks it, or does not: one place of it is another. */
export function mutate(sample: unknown, random: Random): unknown {
  if (Array.isArray(sample) && sample.length > 0 && random.next() < 0.7) {
    const at = random.integer(0, sample.length - 1);
    return sample.map((one, index) => (index === at ? mutate(one, random) : one));
  }
  const names = isObject(sample) ? Object.keys(sample) : [];
  if (!isObject(sample) || names.length === 0 || random.next() < 0.1) return random.pick(values);
  const name = random.pick(names);
  const chance = random.next();
  const others = Object.entries(sample).filter(([key]) => key !== name);
  if (chance < 0.15) return Object.fromEntries(others);
  if (chance < 0.25) return { ...sample, [`${name}X`]: sample[name] };
  if (chance < 0.5) return { ...sample, [name]: mutate(sample[name], random) };
  return { ...sample, [name]: random.pick(values) };
}

/** Bodies that are no JSON, or not what their media type says. */
export const brokenBodies: readonly { readonly type: string; readonly text: string }[] = [
  { type: "application/json", text: "" },
  { type: "application/json", text: "{" },
  { type: "application/json", text: '{"a":1}x' },
  { type: "application/json", text: "\u0000" },
  { type: "application/json", text: `${"[".repeat(5000)}${"]".repeat(5000)}` },
  { type: "application/json", text: '{"__proto__":{"a":1}}' },
  { type: "text/plain", text: "hello" },
  { type: "application/xml", text: "<a/>" },
  { type: "no media type", text: "{}" },
];
