type Key = string | number;

interface Member {
  /** Where its key or, in a list, itself begins. */
  readonly place: number;
  readonly value: number;
}

/** The members of objects of one text, by where the object begins. */
export type KnownMembers = Map<number, ReadonlyMap<string, Member>>;

/**
 * Where a path of a JSON text leads: the offset of the key (of the entry, in a list) of its deepest existing step. The
 * text must be valid JSON; only what is passed on the way is looked at, so that a line costs no second parse.
 * @param known what earlier questions about the text have found; added to
 */
export function jsonPlace(text: string, path: readonly Key[], known: KnownMembers = new Map()): number {
  let at = skipSpace(text, 0);
  let place = at;
  for (const key of path) {
    const next = text[at] === "{" ? membersAt(text, at, known).get(String(key)) : entryOf(text, at, key);
    if (!next) return place;
    place = next.place;
    at = next.value;
  }
  return place;
}

function membersAt(text: string, at: number, known: KnownMembers): ReadonlyMap<string, Member> {
  const members = known.get(at) ?? membersOf(text, at);
  known.set(at, members);
  return members;
}

/** The members of the object that starts at `at`; of one key the last, as JSON.parse takes it. */
function membersOf(text: string, at: number): ReadonlyMap<string, Member> {
  const found = new Map<string, Member>();
  for (let next = skipSpace(text, at + 1); text[next] === '"'; ) {
    const end = stringEnd(text, next);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    found.set(keyIn(text, next, end), { place: next, value });
    next = skipSpace(text, valueEnd(text, value));
    if (text[next] === ",") next = skipSpace(text, next + 1);
  }
  return found;
}

/** What the string literal `[from, end)` says. Only one with escapes has to be parsed. */
function keyIn(text: string, from: number, end: number): string {
  const spelt = text.slice(from, end);
  return spelt.includes("\\") ? String(JSON.parse(spelt)) : spelt.slice(1, -1);
}

function entryOf(text: string, at: number, key: Key): Member | undefined {
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
