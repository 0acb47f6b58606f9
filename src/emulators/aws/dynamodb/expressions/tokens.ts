export type TokenKind = "name" | "placeholder" | "value" | "number" | "symbol" | "unknown" | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it lies in the expression, for the words of an error. */
  readonly start: number;
  readonly end: number;
}

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ["name", /[A-Za-z_][A-Za-z0-9_]*/y],
  ["placeholder", /#[A-Za-z0-9_]+/y],
  ["value", /:[A-Za-z0-9_]+/y],
  ["number", /\d+/y],
  ["symbol", /<>|<=|>=|[=<>(),.[\]+-]/y],
  ["unknown", /\S/y],
];

/** Cuts an expression of any kind into tokens; the last is the end, which DynamoDB calls `<EOF>`. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const skipSpace = (): void => {
    while (at < source.length && /\s/.test(source.charAt(at))) at += 1;
  };
  skipSpace();
  while (at < source.length) {
    const token = tokenAt(source, at);
    tokens.push(token);
    at = token.end;
    skipSpace();
  }
  tokens.push({ kind: "end", text: "<EOF>", start: source.length, end: source.length });
  return tokens;
}

function tokenAt(source: string, start: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return { kind, text, start, end: start + text.length };
  }
  throw new Error(`no token at ${start}`);
}
