import { inPattern } from "./mentions.js";

/** What stands in a condition and where the words of one that guards end. */
const divider =
  /(&&=?|\|\|=?|\?\?=?|\?(?!\.))|[,;:{}]|(?<![=!<>])=(?![=>])|=>|\b(?:return|else|of|in|yield)\b/g;
const head = /\b(?:if|while|switch|for)\s*\(/g;
const call = /((?:[\w$#]|\??\.)+)\s*\(([^()]*)\)/g;
const word = /(?<![\w$.#])[A-Za-z_$][\w$]*(?:\s*\??\.\s*#?[\w$]+)?/g;
const callback = /(?<![\w$.])([\w$]+)\s*\??\.\s*(?:forEach|map|flatMap|filter|some|every|find|reduce)\s*$/;
const onNothing = /\b(?:null|undefined)\b[^;]*\?\./;
const overNothing = /\bin\s*\{\s*\}\s*\)|(?:\[\s*\]|\{\s*\}\s*\))(?:\s*as\b[^()]*\))?\s*\??\.\s*\w+\s*$/;
/** Loops that count from no more than a digit, mostly over nothing. */
const counter = /\bfor\s*\(\s*let\s+([\w$]+)\s*=\s*(-?\d+)\s*;\s*\1\s*(?:<\s*\2\s*;|[<!]==?\s*-|>)/;
const noValue = new Set("const let var new await return in of as typeof else yield async".split(" "));
const maxCalls = 6;

/**
 * Whether a stretch of blanked TypeScript guards what follows it with what may be a constant expression: one without a word that
 * is not among `constants`. Errs towards yes.
 */
export function mayHoldConstant(text: string, constants: ReadonlySet<string>): boolean {
  const heads = headsOf(text);
  if (heads.some((one) => pieces(one, constants).some(({ code }) => isConstant(code, constants))))
    return true;
  const guards = pieces(text, constants).some(
    ({ code, guards: does }) => does && isConstant(code, constants),
  );
  if (guards || onNothing.test(text) || overNothing.test(text)) return true;
  if (counter.test(text)) return true;
  const over = callback.exec(text);
  return (
    over !== null &&
    (over[1] === undefined ? /[\]})]\s*\)?\s*\??\.\s*\w+\s*$/.test(text) : constants.has(over[1]))
  );
}

/** Whether conditions may exclude each other: a name and its negation, or two values or types of one. */
export function mayContradict(conditions: string): boolean {
  for (const [, name = ""] of conditions.matchAll(/!\s*([\w$]+(?:\.[\w$]+)*)(?![\w$.([])/g)) {
    const plain = new RegExp(`(?<![!\\w$.]\\s*)${inPattern(name)}(?![\\w$]|\\s*[.([=!<>])`);
    if (plain.test(conditions)) return true;
  }
  return headsOf(conditions).some((one) => isTwice(one, /((?:typeof\s+)?[\w$.]+)\s*===/g));
}

function isTwice(text: string, pattern: RegExp): boolean {
  if (!text.includes("&&")) return false;
  const found = [...text.matchAll(pattern)].map(([, name]) => name);
  return new Set(found).size < found.length;
}

/** What stands in the parentheses of `if`, `while`, `switch` and `for`. */
function headsOf(text: string): readonly string[] {
  return [...text.matchAll(head)].map(({ index, 0: opened }) => {
    const from = index + opened.length;
    let depth = 1;
    for (let at = from; at < text.length; at += 1) {
      if (text[at] === "(") depth += 1;
      else if (text[at] === ")") depth -= 1;
      if (depth === 0) return text.slice(from, at);
    }
    return text.slice(from);
  });
}

interface Piece {
  readonly code: string;
  /** Whether what it is decides whether what follows is evaluated. */
  readonly guards: boolean;
}

function pieces(text: string, constants: ReadonlySet<string>): readonly Piece[] {
  const plain = withoutCalls(text, constants);
  const found: Piece[] = [];
  let from = 0;
  for (const match of plain.matchAll(divider)) {
    found.push({ code: plain.slice(from, match.index), guards: match[1] !== undefined });
    from = match.index + match[0].length;
  }
  found.push({ code: plain.slice(from), guards: false });
  return found;
}

/** Calls of what is no constant become one word that is none, whatever constants are handed to them. */
function withoutCalls(text: string, constants: ReadonlySet<string>): string {
  let plain = text.replace(/\$\{/g, " {");
  for (let round = 0, before = ""; round < maxCalls && plain !== before && plain.includes("("); round += 1) {
    before = plain;
    plain = plain.replace(call, (_all, callee: string, handed: string) => {
      const base = /^[\w$]+/.exec(callee)?.[0];
      if (base === undefined || constants.has(base) || base === "this")
        return `${callee} ${handed.replaceAll(",", " ")} `;
      return /^(?:if|while|switch|for)$/.test(base) ? `${base} ; ` : " $unknown ";
    });
    if (plain.length > 2 * text.length + 100) return "";
  }
  return plain;
}

function isConstant(code: string, constants: ReadonlySet<string>): boolean {
  const bare = code.replace(/\b(?:as|satisfies)\s+[\w.<>[\]| ]+/g, " ");
  if (bare.trim() === "") return false;
  if (/^\W*void\b/.test(bare)) return true;
  const words = bare.match(word) ?? [];
  if (/^[\s\w]*$/.test(bare) && words.every((one) => noValue.has(one))) return false;
  return words.every((one) => {
    const [base = "", member] = one.split(/\s*\??\.\s*/);
    return constants.has(base) || (base === "this" && constants.has(`this.${member}`));
  });
}
