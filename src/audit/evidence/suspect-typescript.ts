import { around, type Bracket, firstFrom, type NamedFunction, opening } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { marked, matchesOf } from "./marked-pattern.js";
import { inPattern, mentionsOf } from "./mentions.js";
import { mayContradict, mayHoldConstant } from "./suspect-conditions.js";
import { isWordUnit, spaceEnd, wordEnd } from "./units.js";

/** A run of direct statements of a block: where each starts, where its first word is, and whether nothing behind it may run. */
interface Outline {
  readonly starts: readonly number[];
  readonly heads: readonly number[];
  readonly jumps: readonly boolean[];
}

interface Suspicion {
  readonly outlines: Map<number, Outline>;
  /** Functions that may be unused, by where their body starts. */
  readonly unused: Map<number, boolean>;
  /** Found when a condition is looked at: most files have none that needs them. */
  constants?: Constants;
  readonly throwers: ReadonlySet<string>;
  /** Declarations that nothing else in the file may name, by where their statement starts. */
  readonly unnamed: Map<number, boolean>;
  /** What `isConditional` said of a stretch of code: the same ones stand around many offsets. */
  readonly asked: Map<number, boolean>;
}

interface Constants {
  /** Names whose value reading tells. */
  readonly named: readonly string[];
  /** Words that may be constants, and what else may stand in a constant expression. */
  readonly words: ReadonlySet<string>;
}

const known = new WeakMap<CodeText, Suspicion>();
/** A condition stands near what it guards; more text of one statement is not looked through. */
const maxSegment = 4_000;

const endOfProcess = /^process\s*\.\s*(?:exit|abort)\s*\(/;
const endlessWait = /^await\s+new\s+Promise\b[^;]*\{\s*\}/;
/** Without one of these nothing jumps. */
const jumpWord = /\b(?:return|throw|break|continue|while|for|do|exit|abort|Promise)\b/;
/** Functions that throw whatever comes, or say that they never return. */
const thrower = marked(
  ["function"],
  /\bfunction\s+([\w$]+)\s*(?:<[^()]*>)?\s*\([^()]*\)\s*(?::\s*(?:never\s*\{|[\w$<>[\]| ]+\{\s*throw\b)|\{\s*throw\b)/g,
);
const label = /^(?:case\b|default\s*:)/;
const endless = /^(?:do\b|while\s*\(\s*(?:true|1)\s*\)|for\s*\(\s*;\s*(?:true\s*)?;)/;
const mereType = /^(?:(?:export|declare|default)\s+)*(?:interface|type)\s+(?=[\w$])/;
const literal = String.raw`false|true|null|undefined|NaN|void\s+\w+|-?\d[\w.]*|"[^"\n]*"|'[^'\n]*'|\x60\x60`;

/**
 * The gate before the syntax tree: whether the text around an offset could make it dead code. Looks only at what stands
 * around the offset (conditions, statements before it in its blocks, the functions it is in), errs towards yes, and costs
 * a thousandth of loading the compiler.
 */
export function mayBeDead(file: CodeText, offset: number): boolean {
  const suspicion = suspicionOf(file);
  let child = offset;
  let conditions = "";
  for (let bracket = around(file.brackets, offset); ; bracket = around(file.brackets, offset, bracket)) {
    if (isSuspectIn(file, suspicion, bracket, child)) return true;
    conditions += ` && ${conditionsIn(file, suspicion, bracket, child)}`;
    if (!bracket) break;
    child = bracket.open;
  }
  if (/!|===/.test(conditions) && mayContradict(conditions)) return true;
  if (maySign(file.code, offset)) return true;
  const { functions } = file;
  for (let at = 0; at < functions.length; at += 1) {
    const one = functions[at];
    if (!one || one.start > offset) break; // they are in the order of their starts
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
      unnamed: new Map(),
      throwers: new Set(matchesOf(thrower, file.code).map(([, name = ""]) => name)),
      asked: new Map(),
    };
    known.set(file, found);
  }
  return found;
}

function constantsOf(file: CodeText, suspicion: Suspicion): Constants {
  if (!suspicion.constants) {
    const named = constantNames(file);
    suspicion.constants = { named, words: new Set([...named, ...constantWords]) };
  }
  return suspicion.constants;
}

/** By the constants' names: most conditions name none, and to compile the patterns costs more than to try them. */
const conditionsOf = new Map<string, readonly RegExp[]>();
const maxConditions = 100;

/** Patterns of a condition that reading decides, over literals and constants. */
function constantConditions(names: readonly string[]): readonly RegExp[] {
  const words = names.map((name) => `\\b${inPattern(name)}(?:\\.\\w+)?`);
  const values = [literal, ...words].join("|");
  const made = conditionsOf.get(values) ?? conditionPatterns(values);
  if (conditionsOf.size >= maxConditions) conditionsOf.clear();
  conditionsOf.set(values, made);
  return made;
}

function conditionPatterns(values: string): readonly RegExp[] {
  const value = `(?:${values})(?![\\w$.])`;
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

/** Words that a constant expression may hold beside names of constants. */
const constantWords =
  "true false null undefined NaN void typeof as const satisfies boolean string number unknown any Boolean Number String Object Math Array Set Map isNaN parseInt in new return await".split(
    " ",
  );
const given =
  /\b(const|let|var)\s+([\w$]+)\s*(?::\s*[\w<>[\]{}:;| ]+)?=\s*(?:[!(+~-]\s*)*(Object\s*\.\s*(?:freeze|seal)|\(?\s*\)\s*(?::\s*\w+\s*)?=>\s*(?=[\w!("'`-]|\{\s*return\b)|[{[]|"[^"\n]*"|'[^'\n]*'|[\w$`-]+)/y;
const more =
  /\b(?:const|let|var)\s+[\w$]+\s*=\s*[^;,(){}[\]=]*,\s*([\w$]+)\s*(?::\s*[\w<>[\]| ]+)?=\s*(?:[!(]\s*)*("[^"\n]*"|'[^'\n]*'|[\w$`-]+)/y;
const owner = marked(["enum", "namespace"], /\b(?:enum|namespace)\s+([\w$]+)/g);
const staticOwner = /\bclass\s+([\w$]+)(?=[^{]*\{[\s\S]*?\bstatic\b)/g;
const answering = marked(["function"], /\bfunction\s+([\w$]+)\s*\(\s*\)\s*(?::\s*\w+\s*)?\{\s*return\b/g);
const taken = /\b(?:const|let)\s*[{[]([^{}[\]=]*)[}\]]\s*=\s*(?:[{[]|([\w$]+)\s*[;\n])/y;
/** What decides a condition whatever stands before it: `const on = ask() && false`. */
const settling = /&&\s*(?:false|null|undefined|0|!1|!true)\b|\|\|\s*(?:true|1|!0|!false)\b/g;
const settled = /\bconst\s+([\w$]+)\s*(?::[^=;]{0,80})?=(?![=>])[^;{}]*$/;
const declarations = [
  ["given", given],
  ["more", more],
  ["taken", taken],
] as const;
const declaring = /\b(?:const|let|var)\b/g;
/** A method that only answers, or a field's value, behind its name. */
const fixed = String.raw`\s*(?:\(\s*\)\s*(?::\s*\w+\s*)?\{\s*return\b|(?::\s*[\w<>[\]| ]+)?=\s*(?:[!(]\s*)*(?:"[^"\n]*"|'[^'\n]*'|-?\d|true|false|null|undefined|\x60))`;
/**
 * Fields and methods of a class that only it gives a value. One pattern for each way to say so: a search for what begins in one way
 * costs a tenth of one for what may begin in three.
 */
const hidden = [
  marked(
    ["private"],
    new RegExp(String.raw`\bprivate\s+(?:static\s+|readonly\s+|get\s+)*(#?[\w$]+)${fixed}`, "g"),
  ),
  marked(["static"], new RegExp(String.raw`\bstatic\s+(?:readonly\s+)?(#?[\w$]+)${fixed}`, "g")),
  marked(["#"], new RegExp(String.raw`(?<![\w$.])(#[\w$]+)${fixed}`, "g")),
];

/** Names of declarations whose value begins with something constant, and that get no other; `this` where a field's may. */
function constantNames(file: CodeText): readonly string[] {
  const { code } = file;
  const names = new Set(foreignNames(file));
  for (const [, name = ""] of matchesOf(owner, code)) names.add(name);
  if (code.includes("static")) for (const [, name = ""] of code.matchAll(staticOwner)) names.add(name);
  for (const [, name = ""] of matchesOf(answering, code)) names.add(name);
  for (const { index } of code.matchAll(settling)) {
    const name = settled.exec(code.slice(Math.max(0, index - 300), index))?.[1];
    if (name !== undefined) names.add(name);
  }
  const declared = declarationsIn(code);
  for (let round = 0, before = -1; round < 4 && names.size !== before; round += 1) {
    before = names.size;
    for (const [, taking = "", from] of declared.taken)
      if (from === undefined || names.has(from))
        for (const name of taking.match(/[\w$]+/g) ?? []) names.add(name);
    for (const [, keyword, name = "", first = ""] of declared.given)
      if (
        !names.has(name) &&
        (constant.test(first) || names.has(first)) &&
        (keyword === "const" || !isAssignedAgain(code, name)) &&
        (first !== "[" || !isFilled(code, name))
      )
        names.add(name);
    for (const [, name = "", first = ""] of declared.more)
      if (!names.has(name) && (constant.test(first) || names.has(first)) && !isAssignedAgain(code, name))
        names.add(name);
  }
  const fields = hidden
    .flatMap((pattern) => matchesOf(pattern, code))
    .map(([, name = ""]) => name)
    .filter((name) => !isMemberAssigned(code, name));
  for (const name of fields) names.add(`this.${name}`);
  return [...names];
}

/** Names by which a condition asks constants of other files. */
function foreignNames({ foreign }: CodeText): readonly string[] {
  return [...foreign.keys()].map((key) => /^[\w$]+/.exec(key)?.[0] ?? key);
}

/** What `given`, `more` and `taken` match: each is tried where something is declared, not at every character. */
function declarationsIn(code: string) {
  const found = {
    given: [] as RegExpExecArray[],
    more: [] as RegExpExecArray[],
    taken: [] as RegExpExecArray[],
  };
  for (const { index } of code.matchAll(declaring)) {
    for (const [kind, pattern] of declarations) {
      const before = found[kind].at(-1);
      if (before && index < before.index + before[0].length) continue;
      pattern.lastIndex = index;
      const match = pattern.exec(code);
      if (match) found[kind].push(match);
    }
  }
  return found;
}

const constant = new RegExp(`^(?:${literal}|void|[{[]|Object.*|\\(?\\s*\\)\\s*(?::\\s*\\w+\\s*)?=>\\s*)$`);

function isMemberAssigned(code: string, name: string): boolean {
  const word = inPattern(name);
  return new RegExp(
    `\\.\\s*${word}\\s*(?:\\+\\+|--|(?:[-+*/%&|^]|\\*\\*|<<|>>>?)?=(?![=>]))|(?:\\+\\+|--)\\s*[\\w$.]+\\.${word}(?![\\w$])`,
  ).test(code);
}

/** Whether a list is more than looked into: filled, or handed on. */
function isFilled(code: string, name: string): boolean {
  return mentionsOf(code, name).some((at) => {
    if (/\b(?:const|let|var|of)\s+$/.test(code.slice(Math.max(0, at - 10), at))) return false;
    return !/^(?:\[|\s*\??\.\s*(?:length|map|flatMap|forEach|filter|some|every|includes|find|reduce|join|at)\b)/.test(
      code.slice(at + name.length, at + name.length + 30),
    );
  });
}

function isAssignedAgain(code: string, name: string): boolean {
  const word = inPattern(name);
  const assigned = new RegExp(
    `(?<![\\w$.])${word}\\s*(?:\\+\\+|--|(?:[-+*/%&|^]|\\*\\*|<<|>>>?)?=(?![=>]))|(?:\\+\\+|--)\\s*${word}(?![\\w$])`,
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
  if (bracket && bracket.kind !== "{") return isConditional(file, suspicion, bracket.open + 1, child);
  const { starts, heads, jumps } = outlineOf(file, suspicion, bracket);
  const index = lastAtOrBefore(starts, child);
  for (let before = 0; before < index; before += 1) if (jumps[before]) return true;
  const own = starts[index] ?? 0;
  const opening = code.charCodeAt(heads[index] ?? own) === 99 ? code.slice(own, own + 300) : ""; // c
  if (/^\s*case\s+NaN\b/.test(opening)) return true;
  if (/^\s*catch\b/.test(opening) && /^\s*try\s*\{\s*\}\s*$/.test(code.slice(starts[index - 1] ?? own, own)))
    return true;
  if (mayBeUnnamed(file, suspicion, own, starts[index + 1] ?? bracket?.close ?? code.length)) return true;
  for (let at = index; at >= 0; at -= 1) {
    const start = starts[at] ?? 0;
    const segment = code.slice(start, at === index ? child : starts[at + 1]);
    if (isConditional(file, suspicion, start, start + segment.length)) return true;
    // an else belongs to the condition before it
    if (code.charCodeAt(heads[at] ?? start) !== 101 || !/^\s*else\b/.test(segment)) break;
  }
  return bracket !== undefined && isUnusedClass(file, bracket);
}

/** The text before an offset in its statement, where it may hold conditions: those of a block, or those within parentheses. */
function conditionsIn(
  file: CodeText,
  suspicion: Suspicion,
  bracket: Bracket | undefined,
  child: number,
): string {
  let from = bracket ? bracket.open + 1 : 0;
  if (!bracket || bracket.kind === "{") {
    const { starts, heads } = outlineOf(file, suspicion, bracket);
    let at = lastAtOrBefore(starts, child);
    while (at > 0 && /^else\b/.test(file.code.slice(heads[at] ?? 0, (heads[at] ?? 0) + 5))) at -= 1;
    from = starts[at] ?? from;
  }
  const text = file.code.slice(Math.max(from, child - maxSegment), child);
  return /[?&|]|\b(?:if|while)\b/.test(text) ? text.replace(/\{[^{}]*\}/g, " ") : "";
}

/** Whether a name may stand in a signature without a body: behind what a declaration begins with, before a type. */
function maySign(code: string, offset: number): boolean {
  const before = code.slice(Math.max(0, offset - 40), offset);
  if (
    !/(?:[{;,}]|\b(?:function|abstract|declare|public|protected|private|static|readonly|async))\s*$/.test(
      before,
    )
  )
    return false;
  return /^[\w$]+\s*(?:<[^()]*>)?\([^()]*(?:\([^()]*\)[^()]*)*\)\s*:[^{};=\n]*[};\n]/.test(
    code.slice(offset, offset + 400),
  );
}

function isConditional(file: CodeText, suspicion: Suspicion, from: number, to: number): boolean {
  const { code } = file;
  const key = from * code.length + to;
  let found = suspicion.asked.get(key);
  if (found === undefined) {
    const text = code.slice(Math.max(from, to - maxSegment), to);
    found = conditional.test(text) && dependsOnConstant(text, constantsOf(file, suspicion));
    suspicion.asked.set(key, found);
  }
  return found;
}

const conditional = /[?&|]|\[\s*\]|\b(?:if|while|for|switch|forEach|map)\b/;

function dependsOnConstant(text: string, { named, words }: Constants): boolean {
  const conditions = constantConditions(named.filter((name) => text.includes(name.replace("this.", ""))));
  return conditions.some((pattern) => pattern.test(text)) || mayHoldConstant(text, words);
}

/** Whether an offset stands in an interface or a type alias, which the statement it is in says at its start. */
export function isMereType(file: CodeText, offset: number): boolean {
  const suspicion = suspicionOf(file);
  let child = offset;
  for (let bracket = around(file.brackets, offset); ; bracket = around(file.brackets, offset, bracket)) {
    if (bracket === undefined || bracket.kind === "{") {
      const { starts, heads } = outlineOf(file, suspicion, bracket);
      const name = typeNameAt(file.code, heads[lastAtOrBefore(starts, child)] ?? 0);
      if (name >= 0 && name < child) return true;
    }
    if (!bracket) return false;
    child = bracket.open;
  }
}

const bound =
  /^\s*(?:(?:const|let|var)\s+([\w$]+)\s*(?::[^=]+)?=\s*(?:[{[(]|class\b|async\b|function\b|[\w$]+\s*=>)|(?:(?:private|static|readonly|override)\s+)*(?:get\s+)?(#[\w$]+)\s*(?:[=(]|:[^=]+=)|private\s+(?:(?:static|readonly|override|get)\s+)*([\w$]+)\s*(?:[=(]|:[^=]+=))/;
const thrownAway = /^\s*(?:void\s*\(\s*)?(?:async\s*)?(?:\([^()]*\)|[\w$]+)\s*=>/;

/** Whether a statement only gives something a name that nothing else says, or makes a function and lets it go. */
function mayBeUnnamed(file: CodeText, suspicion: Suspicion, start: number, end: number): boolean {
  const known = suspicion.unnamed.get(start);
  if (known !== undefined) return known;
  const text = file.code.slice(start, start + 300);
  const [, local, hash, hidden] = bound.exec(text) ?? [];
  const name = local ?? hash ?? hidden;
  const found =
    name === undefined
      ? thrownAway.test(text)
      : mentionsOf(file.code, name).every((at) => start <= at && at < end);
  suspicion.unnamed.set(start, found);
  return found;
}

function isUnusedClass(file: CodeText, { open }: Bracket): boolean {
  const head = file.code.slice(Math.max(0, open - 300), open);
  const at = head.lastIndexOf("class ");
  const name = at < 0 ? undefined : /^class\s+([\w$]+)[^{};]*$/.exec(head.slice(at))?.[1];
  if (!name || /\b(?:export|default|abstract)\s*$/.test(head.slice(Math.max(0, at - 20), at))) return false;
  const { close } = opening(file.brackets, open) ?? { close: open };
  return mentionsOf(file.code, name).every(
    (mention) => (mention > open - head.length + at && mention < close) || isTypePosition(file.code, mention),
  );
}

function isTypePosition(code: string, at: number): boolean {
  return /(?::|<|\bas|\||&|\bimplements|\btypeof|\btype\s+[\w$]+\s*=)\s*$/.test(
    code.slice(Math.max(0, at - 40), at),
  );
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
  const { code } = file;
  const starts = statementStarts(file, from, to);
  const heads = starts.map((start) => spaceEnd(code, start));
  const jumps: boolean[] = [];
  for (let index = 0; index < starts.length; index += 1) {
    const start = starts[index] ?? to;
    const head = heads[index] ?? to;
    const word = code.slice(head, wordEnd(code, head));
    // a label is where execution comes in again
    if ((word === "case" || word === "default") && label.test(code.slice(head, head + 40))) jumps.fill(false);
    const end = starts[index + 1] ?? to;
    jumps.push(
      head < end && // else there is nothing but white space
        mayJump(file, suspicion, { start, word, head, end }) &&
        (word !== "catch" || blockJumps(file, suspicion, starts[index - 1] ?? head, head)),
    );
  }
  return { starts, heads, jumps };
}

/** Where the name begins of a mere type that a statement declares, by where its first word is; -1 of every other. */
function typeNameAt(code: string, head: number): number {
  // of export, declare, default, interface and type
  if (!typeStarts.has(code.charCodeAt(head))) return -1;
  const match = mereType.exec(code.slice(head, head + 200));
  return match ? head + match[0].length : -1;
}

/** A statement: where it starts, its first word and where that is, and where the next one starts. */
interface Statement {
  readonly start: number;
  readonly word: string;
  readonly head: number;
  readonly end: number;
}

function mayJump(file: CodeText, suspicion: Suspicion, statement: Statement): boolean {
  const { code } = file;
  const { word, head, end } = statement;
  const { throwers } = suspicion;
  const text = () => code.slice(head, Math.min(end, head + 300));
  if (throwers.size > 0 && throwers.has(/^(?:await\s+)?([\w$]+)\s*\(/.exec(text())?.[1] ?? "")) return true;
  switch (word) {
    case "return":
    case "throw":
    case "break":
    case "continue":
      return true;
    case "process":
      return endOfProcess.test(text());
    case "await":
      return endlessWait.test(text());
    case "case":
    case "default":
      return label.test(text()) && /:\s*(?:return|throw|break|continue)\b/.test(text());
    case "do":
    case "while":
    case "for":
      return endless.test(text()) && !/\bbreak\b/.test(code.slice(head, end));
  }
  if (!holdsStatements(code, word, head)) return false;
  const whole = code.slice(head, end);
  return (throwers.size > 0 || jumpWord.test(whole)) && mayJumpWithin(file, suspicion, statement, whole);
}

/** Whether a statement is of those that have others in them: a label is another word with a colon behind it. */
function holdsStatements(code: string, word: string, head: number): boolean {
  if (word === "") return code.charCodeAt(head) === 123;
  return holders.has(word) || code.charCodeAt(spaceEnd(code, head + word.length)) === 58;
}

const holders = new Set(["if", "else", "switch", "try", "catch", "finally"]);

/** Whether a jump within a statement, one of `holders`, a block or a label, is one of the statement itself. */
function mayJumpWithin(
  file: CodeText,
  suspicion: Suspicion,
  { start, word, head, end }: Statement,
  whole: string,
): boolean {
  switch (word) {
    case "switch":
      return /\bdefault\b/.test(whole);
    case "try":
      return !/^\s*catch\b/.test(file.code.slice(end, end + 40)) && blockJumps(file, suspicion, head, end);
    case "if":
      return (
        /\b(?:return|throw|break|continue)\b/.test(whole) &&
        isConditional(file, suspicion, start, Math.min(end, start + 300))
      );
    case "else":
      if (/^else\s+(?:return|throw|break|continue)\b/.test(whole)) return true;
  }
  return (
    (word === "" || holders.has(word) || /^[\w$]+\s*:\s*\{/.test(whole)) &&
    blockJumps(file, suspicion, head, end)
  );
}

function blockJumps(file: CodeText, suspicion: Suspicion, start: number, end: number): boolean {
  const open = file.code.indexOf("{", start);
  const block = open < 0 || open >= end ? undefined : opening(file.brackets, open);
  return block !== undefined && outlineOf(file, suspicion, block).jumps.includes(true);
}

/** Where the direct statements of a block start: behind `;`, behind a block, and where a line ends a statement. */
function statementStarts(file: CodeText, from: number, to: number): readonly number[] {
  const { code, brackets } = file;
  const starts = [from];
  let next = firstFrom(brackets, from);
  for (let at = from; at < to; at += 1) {
    const unit = code.charCodeAt(at);
    if (unit === 59) starts.push(at + 1);
    else if (unit === 40 || unit === 91 || unit === 123) {
      while ((brackets[next]?.open ?? to) < at) next += 1;
      const pair = brackets[next];
      if (pair?.open !== at) continue;
      at = pair.close;
      if (unit === 123 && startsStatement(code, at + 1)) starts.push(at + 1);
    } else if (unit === 10 && endsOperand(code, at) && startsStatement(code, at + 1)) starts.push(at + 1);
  }
  return starts;
}

function endsOperand(code: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && code.charCodeAt(before) <= 32) before -= 1;
  return isWordUnit(code.charCodeAt(before)) || operandEnds.has(code.charCodeAt(before));
}

const typeStarts = unitsOf("edit");
const operandEnds = unitsOf(")]}\"'`");
const statementStartsWith = unitsOf("\"'`@#{");

function unitsOf(chars: string): ReadonlySet<number> {
  return new Set([...chars].map((char) => char.charCodeAt(0)));
}

function startsStatement(code: string, from: number): boolean {
  let at = from;
  while (at < code.length && code.charCodeAt(at) <= 32) at += 1;
  const unit = code.charCodeAt(at);
  if (!isWordUnit(unit)) return statementStartsWith.has(unit);
  // of the words that go on with an expression each begins with i, a or s
  return (
    (unit !== 105 && unit !== 97 && unit !== 115) ||
    !/^(?:in|instanceof|as|satisfies)\b/.test(code.slice(at, at + 12))
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
