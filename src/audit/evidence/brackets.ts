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

const kinds: Readonly<Record<string, Bracket["kind"]>> = { ")": "(", "]": "[", "}": "{" };
const notNames = new Set(
  "if for while switch catch using lock foreach with return function await fixed when super base this".split(
    " ",
  ),
);

/** All bracket pairs of blanked code, by opening offset. One pass; unbalanced closers are skipped. */
export function bracketsOf(code: string): readonly Bracket[] {
  const pairs: { kind: Bracket["kind"]; open: number; close: number; parent: number }[] = [];
  const open: number[] = [];
  const waiting = { "(": 0, "[": 0, "{": 0 };
  for (let at = 0; at < code.length; at += 1) {
    const char = bracketAt(code, at);
    if (char === "(" || char === "[" || char === "{") {
      pairs.push({ kind: char, open: at, close: code.length, parent: open.at(-1) ?? -1 });
      open.push(pairs.length - 1);
      waiting[char] += 1;
      continue;
    }
    const kind = char && kinds[char];
    if (!kind || waiting[kind] === 0) continue;
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const pair = pairs[index];
      if (!pair) break;
      pair.close = at;
      waiting[pair.kind] -= 1;
      if (pair.kind === kind) break;
    }
  }
  return pairs;
}

function bracketAt(code: string, at: number): string | undefined {
  const unit = code.charCodeAt(at);
  // ( ) are 40 and 41, [ ] 91 and 93, { } 123 and 125
  return unit === 40 || unit === 41 || unit === 91 || unit === 93 || unit === 123 || unit === 125
    ? code[at]
    : undefined;
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

/** The pair that opens at an offset. */
export function opening(brackets: readonly Bracket[], offset: number): Bracket | undefined {
  const pair = brackets[lastBefore(brackets, offset + 1)];
  return pair?.open === offset ? pair : undefined;
}

/** The brackets around an offset, innermost first. */
export function enclosing(brackets: readonly Bracket[], offset: number): readonly Bracket[] {
  const found: Bracket[] = [];
  for (let index = lastBefore(brackets, offset); index >= 0; ) {
    const pair = brackets[index];
    if (!pair) break;
    if (pair.close > offset) found.push(pair);
    index = pair.parent;
  }
  return found;
}

/** What is called by an opening parenthesis: `policy.execute`, `new CircuitBreaker`; empty for a mere group. */
export function calleeOf(code: string, paren: Bracket): string {
  const before = code.slice(Math.max(0, paren.open - 300), paren.open).trimEnd();
  const bare = before.endsWith(">") ? before.slice(0, genericStart(before)) : before;
  const name = /(?:\bnew\s+)?[\w$#]+(?:\s*(?:\?\.|!?\.)\s*[\w$#]+|\(\)|\[\w*\])*$/.exec(bare)?.[0] ?? "";
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
  for (const paren of brackets) {
    if (paren.kind !== "(" || !mayHaveBody(code, paren.close + 1)) continue;
    const body = bodyAfter(code, paren.close + 1, brackets);
    const name = body && nameBefore(code, paren.open);
    if (name) found.push({ ...name, ...body });
  }
  // const send = request => fetch(request): a parameter without parentheses
  for (let arrow = code.indexOf("=>"); arrow >= 0; arrow = code.indexOf("=>", arrow + 2)) {
    const from = Math.max(0, arrow - 200);
    const match = /([\w$]+)\s*=\s*(?:async\s+)?[\w$]+\s*$/.exec(code.slice(from, arrow));
    const body = match && bodyAfter(code, arrow, brackets);
    if (body) found.push({ name: match[1] ?? "", nameAt: from + match.index, ...body });
  }
  return found.sort((one, other) => one.start - other.start);
}

/** Whether what follows a closing parenthesis can lead to a body: `{`, `=>`, a return type, a constraint. */
function mayHaveBody(code: string, from: number): boolean {
  let at = from;
  while (at < code.length && code.charCodeAt(at) <= 32) at += 1;
  const char = code[at] ?? "";
  return (
    char === "{" || char === ":" || (char === "=" && code[at + 1] === ">") || (char >= "a" && char <= "z")
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
  const bound = /([\w$]+)\s*(?::[^=;{}]*)?=\s*(?:async\s*)?(?:function\s*\*?\s*)?$/.exec(before);
  return bound?.[1] ? { name: bound[1], nameAt: from + bound.index } : undefined;
}

/** The word a text ends with, unless it is a member (`a.b`) or made (`new B`). */
function lastWord(text: string): { name: string; start: number } | undefined {
  let start = text.length;
  while (start > 0 && /[\w$]/.test(text[start - 1] ?? "")) start -= 1;
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
    const char = code[at];
    if (char === "{") {
      const block = opening(brackets, at);
      if (!block) return undefined;
      if (!/[<:|&,]\s*$/.test(code.slice(from, at))) return { start: at, end: block.close };
      at = block.close; // an object type inside the return type
    } else if (char === "=" && code[at + 1] === ">") {
      const start = at + 2 + (/^\s*/.exec(code.slice(at + 2))?.[0].length ?? 0);
      const block = opening(brackets, start);
      if (block?.kind === "{") return { start, end: block.close };
      return { start, end: expressionEnd(code, start, brackets) };
    } else if (char === "(" || char === "[") {
      const skipped = opening(brackets, at);
      if (!skipped || !/:[^;]*$/.test(code.slice(from, at))) return undefined;
      at = skipped.close;
    } else if (
      char === ";" ||
      char === "}" ||
      char === ")" ||
      (char === "," && !code.slice(from, at).includes("<"))
    ) {
      return undefined;
    }
  }
  return undefined;
}

/** The end of an expression: the first `;`, `,` or closing bracket outside its own brackets. */
export function expressionEnd(code: string, from: number, brackets: readonly Bracket[]): number {
  for (let at = from; at < code.length; at += 1) {
    const char = code[at] ?? "";
    if (char === "(" || char === "[" || char === "{") at = opening(brackets, at)?.close ?? at;
    else if (char === ";" || char === "," || char === ")" || char === "]" || char === "}") return at;
  }
  return code.length;
}
