import { opening } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { mayBeDefined } from "./csharp-conditions.js";

const call = /^(?:this\s*\.\s*)?([A-Z_a-z]\w*)\s*\(/;
const notCalls = /^(?:if|while|for|foreach|switch|using|lock|fixed|return|nameof|typeof|checked|unchecked)$/;
const known = new WeakMap<CodeText, Map<string, boolean>>();

/** Whether a statement calls a method of its file that always throws, or that says so by `[DoesNotReturn]`. */
export function neverReturns(file: CodeText, statement: string): boolean {
  const name = call.exec(statement)?.[1];
  if (!name || notCalls.test(name)) return false;
  const decided = known.get(file) ?? new Map<string, boolean>();
  known.set(file, decided);
  const found = decided.get(name) ?? alwaysThrows(file, name);
  decided.set(name, found);
  return found;
}

function alwaysThrows(file: CodeText, name: string): boolean {
  const declared = [
    ...file.code.matchAll(
      new RegExp(
        String.raw`((?:\[[^\]]*\]\s*)*)((?:\b\w+\s+)*)\bvoid\s+${name}\s*(?:<[\w, ]*>)?\s*\([^()]*\)\s*(=>\s*throw\b|\{)`,
        "g",
      ),
    ),
  ];
  const [only] = declared;
  if (declared.length !== 1 || !only || /\b(?:virtual|override|abstract)\b/.test(only[2] ?? "")) return false;
  if (/\bDoesNotReturn\b/.test(only[1] ?? "") || only[3] !== "{") return true;
  const body = opening(file.brackets, only.index + only[0].length - 1);
  if (!body) return false;
  const code = file.code.slice(body.open + 1, body.close);
  return /(?:^|[;{}])\s*throw\b[^;{}]*;\s*$/.test(code) && !/\b(?:return|yield|goto)\b/.test(code);
}

const conditional = /\[[^\]]*?\bConditional(?:Attribute)?\s*\(/g;

/** Methods whose calls the compiler leaves out: `[Conditional("NEVER")]`, with no such symbol. */
export function leftOutMethods(file: CodeText): ReadonlySet<string> {
  const found = new Set<string>();
  if (!file.raw.includes("Conditional")) return found;
  for (const match of file.code.matchAll(conditional)) {
    const from = match.index + match[0].length;
    const symbol = file.literals.find(({ start }) => start >= from)?.text ?? "";
    const rest = file.code.slice(from, from + 600);
    const name = /^[^;{}]*?\bvoid\s+(\w+)\s*(?:<[\w, ]*>)?\s*\(/.exec(rest)?.[1];
    const others = [...rest.slice(0, rest.indexOf("void")).matchAll(/\bConditional\b/g)].length;
    if (name && symbol && others === 0 && !mayBeDefined(symbol, file.raw, file.build)) found.add(name);
  }
  return found;
}
