import { PatternError } from "./pattern-error.js";

/**
 * Makes a test of a wildcard pattern: `*` is any text, `\*` and `\\` are themselves. Takes time in proportion to both lengths.
 * @throws PatternError
 */
export function compileWildcard(pattern: string): (value: string) => boolean {
  const parts = [""];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === "*") {
      if (pattern.charAt(at + 1) === "*") {
        throw new PatternError(`Consecutive wildcard characters at pos ${at}`);
      }
      parts.push("");
      continue;
    }
    if (character === "\\") {
      at += 1;
      if (!["*", "\\"].includes(pattern.charAt(at))) {
        throw new PatternError(`Invalid escape character at pos ${at - 1}`);
      }
    }
    parts[parts.length - 1] += pattern.charAt(at);
  }
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (value) => value === first;
  return (value) => {
    if (value.length < first.length + last.length) return false;
    if (!value.startsWith(first) || !value.endsWith(last)) return false;
    const end = value.length - last.length;
    let from = first.length;
    for (const part of rest) {
      const found = value.indexOf(part, from);
      if (found < 0 || found + part.length > end) return false;
      from = found + part.length;
    }
    return true;
  };
}
