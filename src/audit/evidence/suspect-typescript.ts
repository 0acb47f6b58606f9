import { type Bracket, enclosing, type NamedFunction, opening } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { mentionsOf } from "./mentions.js";

/** A run of direct statements of a block: where each starts, and whether nothing behind it may run. */
interface Outline {
  readonly starts: readonly number[];
  readonly jumps: readonly boolean[];
  /** Of a statement that declares a mere type, where its name begins; -1 of every other. */
  readonly types: readonly number[];
}

interface Suspicion {
  readonly outlines: Map<number, Outline>;
  /** Functions that may be unused, by where their body starts. */
  readonly unused: Map<number, boolean>;
  readonly conditions: readonly RegExp[];
  /** What `isConditional` said of a stretch of code: the same ones stand around many offsets. */
  readonly asked: Map<number, boolean>;
}

const known = new WeakMap<CodeText, Suspicion>();
/** A condition stands near what it guards; more text of one statement is not looked through. */
const maxSegment = 4_000;

const jump = /^\s*(?:(?:return|throw|break|continue)\b|process\s*\.\s*exit\s*\()/;
/** Without one of these nothing jumps. */
const jumpWord = /\b(?:return|throw|break|continue|while|for|do|exit)\b/;
const label = /^\s*(?:case\b|default\s*:)/;
/** Blocks that run whenever what stands before them does, or whenever that does not. */
const plainBlock = /^\s*(?:(?:else|finally|do)\b|\{|[\w$]+\s*:\s*\{)/;
const endless = /^\s*(?:do\b|while\s*\(\s*(?:true|1)\s*\)|for\s*\(\s*;\s*(?:true\s*)?;)/;
const mereType = /^\s*(?:(?:export|declare|default)\s+)*(?:interface|type)\s+(?=[\w$])/;
const literal = String.raw`false|true|null|undefined|NaN|void\s+\w+|-?\d[\w.]*|"[^"\n]*"|'[^'\n]*'|\x60\x60`;

/**
 * The gate before the syntax tree: whether the text around an offset could make it dead code. Looks only at what stands
 * around the offset (conditions, statements before it in its blocks, the functions it is in), errs towards yes, and costs
 * a thousandth of loading the compiler.
 */
export function mayBeDead(file: CodeText, offset: number): boolean {
  const suspicion = suspicionOf(file);
  let child = offset;
  for (const bracket of [...enclosing(file.brackets, offset), undefined]) {
    if (isSuspectIn(file, suspicion, bracket, child)) return true;
    child = bracket?.open ?? child;
  }
  for (const one of file.functions) {
    if (one.start > offset) break; // they are in the order of their starts
    if (offset < one.end && mayBeUnused(file, suspicion, one, 0)) return true;
  }
  return false;
}

function suspicionOf(file: CodeText): Suspicion {
  let found = known.get(file);
  if (!found) {
    found = {
      outlines: new Map(),
      unused: new Map(),
      conditions: constantConditions(file.code),
      asked: new Map(),
    };
    known.set(file, found);
  }
  return found;
}

/** Patterns of a condition that reading decides, over literals and the file's constants. */
function constantConditions(code: string): readonly RegExp[] {
  const value = `(?:${[literal, ...constantNames(code)].join("|")})(?![\\w$.])`;
  const compared = `${value}(?:\\s*(?:[!=]==?|[<>]=?)\\s*${value})?`;
  const atom = `(?:[!(]\\s*|\\b(?:Boolean\\s*\\(|typeof\\b)\\s*|<\\w+>\\s*)*${compared}(?:\\s*(?:\\)|\\bas\\s+\\w+))*`;
  const group = String.raw`(?:(?<![\w$\])>]\s*)|\b(?:if|while|return|switch|await)\s*)\(`;
  return [
    // false && …, true || …, true ? … : …
    new RegExp(
      `(?:^|${group}|[,;{?:}]|&&|\\|\\||(?<![=!<>])=(?!=)|=>|\\b(?:return|await|else)\\b)\\s*${atom}\\s*(?:&&|\\|\\||\\?(?!\\.))`,
    ),
    new RegExp(`\\b(?:if|while)\\s*\\(\\s*(?!(?:true|1)\\s*\\)\\s*\\{?$)${atom}\\s*\\)`),
    /\b(?:if|while)\s*\(\s*(?:true|1)\s*\)\s*[^{\s]/,
    /\bif\s*\(\s*(?:true|1)\s*\)/,
    new RegExp(`\\b(?:if|while)\\s*\\([^{};]*(?:&&|\\|\\|)\\s*${atom}\\s*\\)`),
    new RegExp(`\\bfor\\s*\\([^;]*;\\s*${atom}\\s*;`),
    new RegExp(`\\bswitch\\s*\\(\\s*${atom}\\s*\\)`),
    /\bof\s*\[\s*\]\s*\)|\[\s*\]\s*\.\s*\w+\s*(?:\(|$)/,
  ];
}

/** Names of declarations whose value begins with something constant, and that get no other. */
function constantNames(code: string): readonly string[] {
  const names = new Set<string>();
  const declaration =
    /\b(const|let|var)\s+([\w$]+)\s*(?::\s*[\w<>[\]| ]+)?=\s*(?:[!(]\s*)*(\{|"[^"\n]*"|'[^'\n]*'|[\w$`-]+)/g;
  for (let round = 0, before = -1; round < 4 && names.size !== before; round += 1) {
    before = names.size;
    for (const [, keyword, name = "", first = ""] of code.matchAll(declaration))
      if (
        (constant.test(first) || names.has(first)) &&
        (keyword === "const" || names.has(name) || !isAssignedAgain(code, name))
      )
        names.add(name);
  }
  return [...names].map((name) => `\\b${name.replaceAll("$", "\\$")}(?:\\.\\w+)?`);
}

const constant = new RegExp(`^(?:${literal}|void|\\{)$`);

function isAssignedAgain(code: string, name: string): boolean {
  const word = name.replaceAll("$", "\\$");
  const assigned = new RegExp(
    `(?<![\\w$.])${word}\\s*(?:\\+\\+|--|(?:[-+*/%&|^]|\\*\\*|<<|>>>?|&&|\\|\\||\\?\\?)?=(?![=>]))|(?:\\+\\+|--)\\s*${word}(?![\\w$])`,
    "g",
  );
  return [...code.matchAll(assigned)].length > 1;
}

function isSuspectIn(
  file: CodeText,
  suspicion: Suspicion,
  bracket: Bracket | undefined,
  child: number,
): boolean {
  const { code } = file;
  if (bracket && bracket.kind !== "{") return isConditional(code, suspicion, bracket.open + 1, child);
  const { starts, jumps } = outlineOf(file, suspicion, bracket);
  const index = lastAtOrBefore(starts, child);
  for (let before = 0; before < index; before += 1) if (jumps[before]) return true;
  for (let at = index; at >= 0; at -= 1) {
    const start = starts[at] ?? 0;
    const segment = code.slice(start, at === index ? child : starts[at + 1]);
    if (isConditional(code, suspicion, start, start + segment.length)) return true;
    // an else belongs to the condition before it
    if (!/^\s*else\b/.test(segment)) break;
  }
  return bracket !== undefined && isUnusedClass(file, bracket);
}

function isConditional(code: string, { conditions, asked }: Suspicion, from: number, to: number): boolean {
  const key = from * code.length + to;
  let found = asked.get(key);
  if (found === undefined) {
    const text = code.slice(Math.max(from, to - maxSegment), to);
    found =
      /[?&|]|\[\s*\]|\b(?:if|while|for|switch)\b/.test(text) &&
      conditions.some((pattern) => pattern.test(text));
    asked.set(key, found);
  }
  return found;
}

/** Whether an offset stands in an interface or a type alias, which the statement it is in says at its start. */
export function isMereType(file: CodeText, offset: number): boolean {
  const suspicion = suspicionOf(file);
  let child = offset;
  for (const bracket of [...enclosing(file.brackets, offset), undefined]) {
    if (bracket === undefined || bracket.kind === "{") {
      const { starts, types } = outlineOf(file, suspicion, bracket);
      const name = types[lastAtOrBefore(starts, child)] ?? -1;
      if (name >= 0 && name < child) return true;
    }
    child = bracket?.open ?? child;
  }
  return false;
}

function isUnusedClass(file: CodeText, { open }: Bracket): boolean {
  const head = file.code.slice(Math.max(0, open - 300), open);
  const at = head.lastIndexOf("class ");
  const name = at < 0 ? undefined : /^class\s+([\w$]+)[^{};]*$/.exec(head.slice(at))?.[1];
  if (!name || /\b(?:export|default|abstract)\s*$/.test(head.slice(Math.max(0, at - 20), at))) return false;
  return mentionsOf(file.code, name).length < 2;
}

/** Whether nothing outside a function that is not exported names it, or only what may be dead itself. */
function mayBeUnused(file: CodeText, suspicion: Suspicion, one: NamedFunction, depth: number): boolean {
  if (depth > 4) return false;
  const decided = suspicion.unused.get(one.start);
  if (decided !== undefined) return decided;
  suspicion.unused.set(one.start, true); // recursion: the other ways decide
  const unused =
    isLocal(file.code, one) &&
    mentionsOf(file.code, one.name)
      .filter((at) => at !== one.nameAt && !(one.start <= at && at < one.end))
      .every((at) => isMereType(file, at) || mayBeDead(file, at));
  suspicion.unused.set(one.start, unused);
  return unused;
}

function isLocal(code: string, { name, nameAt }: NamedFunction): boolean {
  if (name.startsWith("#")) return true;
  const before = code.slice(Math.max(0, nameAt - 80), nameAt);
  if (/\bexport\s+(?:default\s+)?(?:async\s+)?(?:function\s*\*?|const|let)\s*$/.test(before)) return false;
  return (
    /\b(?:function\s*\*?|const|let|var)\s*$/.test(before) ||
    /\bprivate\s+(?:static\s+|readonly\s+|async\s+)*$/.test(before)
  );
}

function outlineOf(file: CodeText, suspicion: Suspicion, bracket: Bracket | undefined): Outline {
  const from = bracket ? bracket.open + 1 : 0;
  let outline = suspicion.outlines.get(from);
  if (!outline) {
    outline = readOutline(file, suspicion, from, bracket?.close ?? file.code.length);
    suspicion.outlines.set(from, outline);
  }
  return outline;
}

function readOutline(file: CodeText, suspicion: Suspicion, from: number, to: number): Outline {
  const starts = statementStarts(file, from, to);
  const jumps: boolean[] = [];
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? to;
    // a label is where execution comes in again
    if (label.test(file.code.slice(start, start + 40))) jumps.fill(false);
    const tried = starts[index - 1] ?? start;
    jumps.push(
      mayJump(file, suspicion, start, end) &&
        (!/^\s*catch\b/.test(file.code.slice(start, start + 40)) ||
          blockJumps(file, suspicion, tried, start)),
    );
  }
  return { starts, jumps, types: starts.map((start) => typeNameAt(file.code, start)) };
}

function typeNameAt(code: string, start: number): number {
  const match = mereType.exec(code.slice(start, start + 200));
  return match ? start + match[0].length : -1;
}

function mayJump(file: CodeText, suspicion: Suspicion, start: number, end: number): boolean {
  const { code } = file;
  if (!jumpWord.test(code.slice(start, end))) return false;
  const head = code.slice(start, Math.min(end, start + 300));
  if (jump.test(head) || /^\s*else\s+(?:return|throw|break|continue)\b/.test(head)) return true;
  if (label.test(head)) return /:\s*(?:return|throw|break|continue)\b/.test(head);
  if (endless.test(head)) return !/\bbreak\b/.test(code.slice(start, end));
  if (plainBlock.test(head)) return blockJumps(file, suspicion, start, end);
  if (/^\s*switch\b/.test(head)) return /\bdefault\b/.test(code.slice(start, end));
  if (/^\s*try\b/.test(head))
    return !/^\s*catch\b/.test(code.slice(end, end + 40)) && blockJumps(file, suspicion, start, end);
  if (/^\s*catch\b/.test(head)) return blockJumps(file, suspicion, start, end);
  return (
    /^\s*if\b/.test(head) &&
    /\b(?:return|throw|break|continue)\b/.test(code.slice(start, end)) &&
    isConditional(code, suspicion, start, start + head.length)
  );
}

function blockJumps(file: CodeText, suspicion: Suspicion, start: number, end: number): boolean {
  const open = file.code.indexOf("{", start);
  const block = open < 0 || open >= end ? undefined : opening(file.brackets, open);
  return block !== undefined && outlineOf(file, suspicion, block).jumps.includes(true);
}

/** Where the direct statements of a block start: behind `;`, behind a block, and where a line ends a statement. */
function statementStarts(file: CodeText, from: number, to: number): readonly number[] {
  const { code } = file;
  const starts = [from];
  for (let at = from; at < to; at += 1) {
    const char = code[at];
    if (char === ";") starts.push(at + 1);
    else if (char === "(" || char === "[" || char === "{") {
      const pair = opening(file.brackets, at);
      if (!pair) continue;
      at = pair.close;
      if (char === "{" && startsStatement(code, at + 1)) starts.push(at + 1);
    } else if (char === "\n" && endsOperand(code, at) && startsStatement(code, at + 1)) starts.push(at + 1);
  }
  return starts;
}

function endsOperand(code: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && code.charCodeAt(before) <= 32) before -= 1;
  return /[\w$)\]}"'`]/.test(code[before] ?? "");
}

function startsStatement(code: string, from: number): boolean {
  let at = from;
  while (at < code.length && code.charCodeAt(at) <= 32) at += 1;
  return (
    /[\w$"'`@#{]/.test(code[at] ?? "") && !/^(?:in|instanceof|as|satisfies)\b/.test(code.slice(at, at + 12))
  );
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
