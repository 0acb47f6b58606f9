import { isSpaceUnit, isWordUnit, spaceStart, wordStart } from "./units.js";

/** A pair of brackets in blanked code; an unclosed one ends with the file. */
export interface Bracket {
  readonly kind: "(" | "[" | "{";
  readonly open: number;
  readonly close: number;
  /** Index of the pair around this one in the same list; -1 when there is none. */
  readonly parent: number;
}

/** A named function or method: where its body lies. */
export interface NamedFunction {
  readonly name: string;
  readonly nameAt: number;
  readonly start: number;
  readonly end: number;
}

const notNames = new Set(
  "if for while switch catch using lock foreach with return function await fixed when super base this".split(
    " ",
  ),
);

const closers: Readonly<Record<number, Bracket["kind"]>> = { 41: "(", 93: "[", 125: "{" };
const openers: Readonly<Record<number, Bracket["kind"]>> = { 40: "(", 91: "[", 123: "{" };

/**
 * All bracket pairs of blanked code, by opening offset. One pass; unbalanced closers are skipped.
 * @param offsets where its brackets are, when that is known
 */
export function bracketsOf(code: string, offsets = bracketOffsets(code)): readonly Bracket[] {
  const pairs: { kind: Bracket["kind"]; open: number; close: number; parent: number }[] = [];
  const open: number[] = [];
  const waiting = { "(": 0, "[": 0, "{": 0 };
  for (let index = 0; index < offsets.length; index += 1) {
    const at = offsets[index] ?? 0;
    const unit = code.charCodeAt(at);
    const opened = openers[unit];
    if (opened) {
      pairs.push({ kind: opened, open: at, close: code.length, parent: open[open.length - 1] ?? -1 });
      open.push(pairs.length - 1);
      waiting[opened] += 1;
      continue;
    }
    const kind = closers[unit];
    if (!kind || waiting[kind] === 0) continue;
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      const pair = pairs[last];
      if (!pair) break;
      pair.close = at;
      waiting[pair.kind] -= 1;
      if (pair.kind === kind) break;
    }
  }
  return pairs;
}

function bracketOffsets(code: string): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < code.length; at += 1) {
    const unit = code.charCodeAt(at);
    // ( ) are 40 and 41, [ ] 91 and 93, { } 123 and 125
    if (unit === 40 || unit === 41 || unit === 91 || unit === 93 || unit === 123 || unit === 125)
      found.push(at);
  }
  return found;
}

/** Index of the last pair that opens before an offset; -1 when none does. */
function lastBefore(brackets: readonly Bracket[], offset: number): number {
  let low = -1;
  let high = brackets.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((brackets[middle]?.open ?? 0) < offset) low = middle;
    else high = middle;
  }
  return low;
}

/** Index of the first pair that opens at an offset or behind it. */
export function firstFrom(brackets: readonly Bracket[], offset: number): number {
  return lastBefore(brackets, offset) + 1;
}

/** The pair that opens at an offset. */
export function opening(brackets: readonly Bracket[], offset: number): Bracket | undefined {
  const pair = brackets[lastBefore(brackets, offset + 1)];
  return pair?.open === offset ? pair : undefined;
}

/** The brackets around an offset, innermost first. */
export function enclosing(brackets: readonly Bracket[], offset: number): readonly Bracket[] {
  const found: Bracket[] = [];
  for (let pair = around(brackets, offset); pair; pair = around(brackets, offset, pair)) found.push(pair);
  return found;
}

/**
 * The bracket around an offset, or the next one around it: what `enclosing` lists, one by one.
 * @param inner the one before
 */
export function around(brackets: readonly Bracket[], offset: number, inner?: Bracket): Bracket | undefined {
  for (let index = inner ? inner.parent : lastBefore(brackets, offset); index >= 0; ) {
    const pair = brackets[index];
    if (!pair || pair.close > offset) return pair;
    index = pair.parent;
  }
  return undefined;
}

const callee = /(?:\bnew\s+)?[\w$#]+(?:\s*(?:\?\.|!?\.)\s*[\w$#]+|\(\)|\[\w*\])*$/;

/** Behind the last character that `callee` does not match: it would try all the text before in vain. */
function calleeStart(text: string): number {
  let at = text.length;
  for (; at > 0; at -= 1) {
    const unit = text.charCodeAt(at - 1);
    // # ( ) . ! ? [ ]
    const isPart = unit === 35 || unit === 40 || unit === 41 || unit === 46 || unit === 33 || unit === 63;
    if (!isPart && unit !== 91 && unit !== 93 && !isWordUnit(unit) && !isSpaceUnit(unit)) break;
  }
  return at;
}

/** What is called by an opening parenthesis: `policy.execute`, `new CircuitBreaker`; empty for a mere group. */
export function calleeOf(code: string, paren: Bracket): string {
  const before = code.slice(Math.max(0, paren.open - 300), paren.open).trimEnd();
  const bare = before.endsWith(">") ? before.slice(0, genericStart(before)) : before;
  const name = callee.exec(bare.slice(calleeStart(bare)))?.[0] ?? "";
  return name.replace(/\s+/g, (space) => (name.startsWith("new") ? " " : space.replace(/\s/g, "")));
}

/** Where the `<` that matches a final `>` stands. */
export function genericStart(text: string): number {
  let depth = 0;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    if (text[index] === ">" && text[index - 1] !== "=") depth += 1;
    if (text[index] === "<") depth -= 1;
    if (depth === 0) return index;
  }
  return text.length;
}

/** The named functions of blanked TypeScript or C#: declarations, methods, functions bound to a name. */
export function functionsOf(code: string, brackets: readonly Bracket[]): readonly NamedFunction[] {
  const found: NamedFunction[] = [];
  // not `of`: this is asked of every bracket of every file
  for (let index = 0; index < brackets.length; index += 1) {
    const paren = brackets[index];
    if (paren?.kind !== "(" || !mayHaveBody(code, paren.close + 1)) continue;
    const body = bodyAfter(code, paren.close + 1, brackets);
    const name = body && nameBefore(code, paren.open);
    if (name) found.push({ ...name, ...body });
  }
  // const send = request => fetch(request): a parameter without parentheses
  for (let arrow = code.indexOf("=>"); arrow >= 0; arrow = code.indexOf("=>", arrow + 2)) {
    const bound = boundBefore(code, arrow, Math.max(0, arrow - 200));
    const body = bound && bodyAfter(code, arrow, brackets);
    if (body) found.push({ ...bound, ...body });
  }
  return found.sort((one, other) => one.start - other.start);
}

/** The name that a function with one bare parameter is bound to: `/([\w$]+)\s*=\s*(?:async\s+)?[\w$]+\s*$/`, read from its end. */
function boundBefore(code: string, end: number, from: number): { name: string; nameAt: number } | undefined {
  const parameterEnd = spaceStart(code, end, from);
  const parameter = wordStart(code, parameterEnd, from);
  if (parameter === parameterEnd) return undefined;
  let equals = spaceStart(code, parameter, from);
  if (equals < parameter && code.endsWith("async", equals) && equals - 5 >= from)
    equals = spaceStart(code, equals - 5, from);
  if (equals <= from || code.charCodeAt(equals - 1) !== 61) return undefined;
  const nameEnd = spaceStart(code, equals - 1, from);
  const nameAt = wordStart(code, nameEnd, from);
  return nameAt === nameEnd ? undefined : { name: code.slice(nameAt, nameEnd), nameAt };
}

/** Whether what follows a closing parenthesis can lead to a body: `{`, `=>`, a return type, a constraint. */
function mayHaveBody(code: string, from: number): boolean {
  let at = from;
  while (at < code.length && code.charCodeAt(at) <= 32) at += 1;
  const unit = code.charCodeAt(at);
  // { : => and small letters
  return (
    unit === 123 ||
    unit === 58 ||
    (unit === 61 && code.charCodeAt(at + 1) === 62) ||
    (unit >= 97 && unit <= 122)
  );
}

function nameBefore(code: string, paren: number): { name: string; nameAt: number } | undefined {
  const from = Math.max(0, paren - 300);
  let before = code.slice(from, paren).trimEnd();
  if (before.endsWith(">") && !before.endsWith("=>"))
    before = before.slice(0, genericStart(before)).trimEnd();
  const plain = lastWord(before);
  if (plain && !notNames.has(plain.name) && plain.name !== "async")
    return { name: plain.name, nameAt: from + plain.start };
  if (!/(?:=|async|function|\*)$/.test(before)) return undefined;
  // what matches holds none of these
  const tail = Math.max(before.lastIndexOf(";"), before.lastIndexOf("{"), before.lastIndexOf("}")) + 1;
  const bound = /([\w$]+)\s*(?::[^=;{}]*)?=\s*(?:async\s*)?(?:function\s*\*?\s*)?$/.exec(before.slice(tail));
  return bound?.[1] ? { name: bound[1], nameAt: from + tail + bound.index } : undefined;
}

/** The word a text ends with, unless it is a member (`a.b`) or made (`new B`). */
function lastWord(text: string): { name: string; start: number } | undefined {
  let start = wordStart(text, text.length);
  if (start === text.length) return undefined;
  if (text[start - 1] === "#") start -= 1;
  if (text[start - 1] === "." || /\bnew\s+$/.test(text.slice(Math.max(0, start - 20), start)))
    return undefined;
  return { name: text.slice(start), start };
}

/** The body after a parameter list: a block behind an optional return type, or the expression behind `=>`. */
function bodyAfter(
  code: string,
  from: number,
  brackets: readonly Bracket[],
): { start: number; end: number } | undefined {
  for (let at = from; at < code.length && at < from + 400; at += 1) {
    const unit = code.charCodeAt(at);
    if (unit === 123) {
      const block = opening(brackets, at);
      if (!block) return undefined;
      if (!endsWithOneOf(typeGoesOn, code, from, at)) return { start: at, end: block.close };
      at = block.close; // an object type inside the return type
    } else if (unit === 61 && code.charCodeAt(at + 1) === 62) {
      let start = at + 2;
      while (isSpaceUnit(code.charCodeAt(start))) start += 1;
      const block = opening(brackets, start);
      if (block?.kind === "{") return { start, end: block.close };
      return { start, end: expressionEnd(code, start, brackets) };
    } else if (unit === 40 || unit === 91) {
      const skipped = opening(brackets, at);
      if (!skipped || !/:[^;]*$/.test(code.slice(from, at))) return undefined;
      at = skipped.close;
    } else if (
      unit === 59 ||
      unit === 125 ||
      unit === 41 ||
      (unit === 44 && !code.slice(from, at).includes("<"))
    ) {
      return undefined;
    }
  }
  return undefined;
}

/** What a type goes on behind. */
const typeGoesOn = "<:|&,";

/** Whether the last character before `end` that is no white space is one of `chars`. */
function endsWithOneOf(chars: string, code: string, from: number, end: number): boolean {
  const last = spaceStart(code, end, from) - 1;
  return last >= from && chars.includes(code.charAt(last));
}

/** The end of an expression: the first `;`, `,` or closing bracket outside its own brackets. */
export function expressionEnd(code: string, from: number, brackets: readonly Bracket[]): number {
  for (let at = from; at < code.length; at += 1) {
    const unit = code.charCodeAt(at);
    // ( [ {, then ; , ) ] }
    if (unit === 40 || unit === 91 || unit === 123) at = opening(brackets, at)?.close ?? at;
    else if (unit === 59 || unit === 44 || unit === 41 || unit === 93 || unit === 125) return at;
  }
  return code.length;
}
