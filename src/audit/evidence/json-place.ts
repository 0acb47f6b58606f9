type Key = string | number;

/**
 * Where a path of a JSON text leads: the offset of the key (of the entry, in a list) of its deepest existing step. The
 * text must be valid JSON; only what is passed on the way is looked at, so that a line costs no second parse.
 */
export function jsonPlace(text: string, path: readonly Key[]): number {
  let at = skipSpace(text, 0);
  let place = at;
  for (const key of path) {
    const next = text[at] === "{" ? memberOf(text, at, String(key)) : entryOf(text, at, key);
    if (!next) return place;
    place = next.place;
    at = next.value;
  }
  return place;
}

/** Where the value of a key of the object that starts at `at` lies; the last one of that key, as JSON.parse takes it. */
function memberOf(text: string, at: number, key: string): { place: number; value: number } | undefined {
  let found: { place: number; value: number } | undefined;
  for (let next = skipSpace(text, at + 1); text[next] === '"'; ) {
    const end = stringEnd(text, next);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (isSpelt(text, next, end, key)) found = { place: next, value };
    next = skipSpace(text, valueEnd(text, value));
    if (text[next] === ",") next = skipSpace(text, next + 1);
  }
  return found;
}

/** Whether the string literal `[from, end)` says a key. Only one with escapes, which is longer, has to be parsed. */
function isSpelt(text: string, from: number, end: number, key: string): boolean {
  const longer = end - from - 2 - key.length;
  if (longer <= 0) return longer === 0 && text.startsWith(key, from + 1) && !key.includes("\\");
  const spelt = text.slice(from, end);
  return spelt.includes("\\") && JSON.parse(spelt) === key;
}

function entryOf(text: string, at: number, key: Key): { place: number; value: number } | undefined {
  if (text[at] !== "[" || typeof key !== "number") return undefined;
  let next = skipSpace(text, at + 1);
  for (let index = 0; next < text.length && text[next] !== "]"; index += 1) {
    if (index === key) return { place: next, value: next };
    next = skipSpace(text, valueEnd(text, next));
    if (text[next] === ",") next = skipSpace(text, next + 1);
  }
  return undefined;
}

const [doubleQuote, backslash] = [34, 92];

function valueEnd(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return stringEnd(text, from);
  if (first !== "{" && first !== "[") {
    let at = from;
    while (at < text.length && !/[,\]}\s]/.test(text[at] ?? "")) at += 1;
    return at;
  }
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === doubleQuote) at = stringEnd(text, at) - 1;
    else if (unit === 123 || unit === 91) depth += 1;
    else if (unit === 125 || unit === 93) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1))
    if (text.charCodeAt(at - 1) !== backslash || !isEscaped(text, at)) return at + 1;
  return text.length;
}

/** Whether an odd number of backslashes stands before an offset. */
function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === backslash) start -= 1;
  return (at - start) % 2 === 1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}
