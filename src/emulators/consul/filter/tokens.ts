/** A piece of a filter expression. */
export interface Token {
  readonly kind: "word" | "quoted" | "operator";
  readonly text: string;
  /** Where it begins, in characters from 0. */
  readonly at: number;
}

const pattern = /\s*(?:("(?:[^"\\]|\\.)*"|`[^`]*`)|(==|!=|[()[\].])|([^\s"`()[\]=!.]+))/y;

/** Splits an expression; a number's dot joins its digits. Throws Error where nothing fits. */
export function toTokens(expression: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (expression.slice(pattern.lastIndex).trim() !== "") {
    const before = pattern.lastIndex;
    const found = pattern.exec(expression);
    if (found === null) throw new Error(`1:${before + 1} (${before}): no match found`);
    const [, quoted, operator, word = ""] = found;
    const at = pattern.lastIndex - (quoted ?? operator ?? word).length;
    if (quoted !== undefined) tokens.push({ kind: "quoted", text: unquote(quoted), at });
    else tokens.push({ kind: operator === undefined ? "word" : "operator", text: operator ?? word, at });
  }
  return tokens;
}

function unquote(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return quoted.startsWith("`") ? inner : inner.replace(/\\(.)/g, "$1");
}
