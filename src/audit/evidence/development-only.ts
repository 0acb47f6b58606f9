import { enclosing, opening } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import { marked } from "./marked-pattern.js";

const asked = marked(["IsDevelopment"], /(?<![!\w.]\s*)[\w.]*\bIsDevelopment\s*\(\s*\)/g);
const node = marked(["NODE_ENV"], /\bprocess\s*\.\s*env\s*\.\s*NODE_ENV\s*===?\s*(?=["'`])/g);

/**
 * Whether code stands behind an `if` that holds in development alone, or in tests (`….IsDevelopment()`, `NODE_ENV === "test"`): what
 * is set up there is not there where it is deployed.
 */
export function isDevelopmentOnly(file: CodeFile, offset: number): boolean {
  const hits = file.language === "csharp" ? file.find(asked) : file.find(node).filter(isNotDeployed);
  return hits.some((hit) => {
    const [paren] = enclosing(file.brackets, hit.offset);
    if (!paren || !/\bif\s*$/.test(file.code.slice(Math.max(0, paren.open - 10), paren.open))) return false;
    if (file.code.slice(paren.open, paren.close).includes("||")) return false;
    const from = paren.close + 1;
    const space = /^\s*/.exec(file.code.slice(from, from + 200))?.[0].length ?? 0;
    const end = opening(file.brackets, from + space)?.close ?? file.code.indexOf(";", from);
    return from <= offset && offset < end;
  });
}

function isNotDeployed({ file, offset, text }: Hit): boolean {
  return /^(?:test|development|dev)$/.test(file.literalAt(offset + text.length)?.text ?? "");
}
