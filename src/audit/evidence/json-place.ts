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
    if (JSON.parse(text.slice(next, end)) === key) found = { place: next, value };
    next = skipSpace(text, valueEnd(text, value));
    if (text[next] === ",") next = skipSpace(text, next + 1);
  }
  return found;
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
    const char = text[at];
    if (char === '"') at = stringEnd(text, at) - 1;
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text[at];
    if (char === "\\") at += 1;
    else if (char === '"') return at + 1;
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}
