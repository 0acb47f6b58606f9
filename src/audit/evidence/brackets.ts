/** A pair of brackets in blanked code; an unclosed one ends with the file. */
export interface Bracket {
  readonly kind: "(" | "[" | "{";
  readonly open: number;
  readonly close: number;
}

/** A named function or method: where its body lies. */
export interface NamedFunction {
  readonly name: string;
  readonly nameAt: number;
  readonly start: number;
  readonly end: number;
}

const closers: Readonly<Record<string, Bracket["kind"]>> = { ")": "(", "]": "[", "}": "{" };
const notNames = new Set(
  "if for while switch catch using lock foreach with return function await fixed when super base this".split(
    " ",
  ),
);

/** All bracket pairs of blanked code, by opening offset. One pass; unbalanced closers are skipped. */
export function bracketsOf(code: string): readonly Bracket[] {
  const pairs: Bracket[] = [];
  const open: { kind: Bracket["kind"]; open: number }[] = [];
  for (const match of code.matchAll(/[()[\]{}]/g)) {
    const char = match[0];
    const kind = closers[char];
    if (!kind) {
      open.push({ kind: char as Bracket["kind"], open: match.index });
      continue;
    }
    const last = open.findLastIndex((entry) => entry.kind === kind);
    if (last < 0) continue;
    for (const entry of open.splice(last)) pairs.push({ ...entry, close: match.index });
  }
  for (const entry of open) pairs.push({ ...entry, close: code.length });
  return pairs.sort((one, other) => one.open - other.open);
}

/** The brackets around an offset, innermost first. */
export function enclosing(brackets: readonly Bracket[], offset: number): readonly Bracket[] {
  const found: Bracket[] = [];
  for (const bracket of brackets) {
    if (bracket.open >= offset) break;
    if (bracket.close > offset) found.unshift(bracket);
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
  const byClose = new Map(brackets.filter(({ kind }) => kind === "(").map((pair) => [pair.close, pair]));
  const byOpen = new Map(brackets.map((pair) => [pair.open, pair]));
  for (const paren of byClose.values()) {
    const name = nameBefore(code, paren.open);
    if (!name) continue;
    const body = bodyAfter(code, paren.close + 1, byOpen);
    if (body) found.push({ ...name, ...body });
  }
  // const send = request => fetch(request): a parameter without parentheses
  for (const match of code.matchAll(/([\w$]+)\s*=\s*(?:async\s+)?[\w$]+\s*=>/g)) {
    const body = bodyAfter(code, match.index + match[0].length - 2, byOpen);
    if (body) found.push({ name: match[1] ?? "", nameAt: match.index, ...body });
  }
  return found.sort((one, other) => one.start - other.start);
}

function nameBefore(code: string, paren: number): { name: string; nameAt: number } | undefined {
  const from = Math.max(0, paren - 300);
  let before = code.slice(from, paren).trimEnd();
  if (before.endsWith(">") && !before.endsWith("=>"))
    before = before.slice(0, genericStart(before)).trimEnd();
  const bound = /([\w$]+)\s*(?::[^=;{}]*)?=\s*(?:async\s*)?(?:function\s*\*?\s*)?$/.exec(before);
  const plain = /(?<!\bnew\s+)(?<![.\w$])(#?[\w$]+)$/.exec(before);
  const match = plain && !notNames.has(plain[1] ?? "") && plain[1] !== "async" ? plain : bound;
  return match?.[1] ? { name: match[1], nameAt: from + match.index } : undefined;
}

/** The body after a parameter list: a block behind an optional return type, or the expression behind `=>`. */
function bodyAfter(
  code: string,
  from: number,
  byOpen: ReadonlyMap<number, Bracket>,
): { start: number; end: number } | undefined {
  for (let at = from; at < code.length && at < from + 400; at += 1) {
    const char = code[at];
    if (char === "{") {
      const block = byOpen.get(at);
      if (!block) return undefined;
      if (!/[<:|&,]\s*$/.test(code.slice(from, at))) return { start: at, end: block.close };
      at = block.close; // an object type inside the return type
    } else if (char === "=" && code[at + 1] === ">") {
      const start = at + 2 + (/^\s*/.exec(code.slice(at + 2))?.[0].length ?? 0);
      const block = byOpen.get(start);
      if (block?.kind === "{") return { start, end: block.close };
      return { start, end: expressionEnd(code, start, byOpen) };
    } else if (char === "(" || char === "[") {
      const skipped = byOpen.get(at);
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
export function expressionEnd(code: string, from: number, byOpen: ReadonlyMap<number, Bracket>): number {
  for (let at = from; at < code.length; at += 1) {
    const pair = byOpen.get(at);
    if (pair) at = pair.close;
    else if (/[;,)\]}]/.test(code[at] ?? "")) return at;
  }
  return code.length;
}
