import { enclosing } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import { inPattern } from "./mentions.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** What only watches a policy or asks how it is. */
const listening =
  /^\s*[?!]?\.\s*(?:on[A-Z]?\w*|off|addListener|once|state|stats|status|opened|closed|halfOpen|isolate|dispose|name|fallback|healthCheck|warmUp|enable|disable|shutdown|clearCache)\b/;
const running = /^\s*[?!]?\.\s*(?:execute|fire|call|run)\s*(?:<[^()]*>)?\(/;

/** Whether a policy of a name runs the call in question. */
type RunsCall = (name: string) => boolean;

/** What a statement binds a value to: a variable, or a field of a class. */
interface Bound {
  readonly name: string;
  readonly isField: boolean;
}

/**
 * Whether a policy reaches a call: one that is not bound to a name is used where it stands; one that is must be handed
 * on (returned, wrapped into another that is used) or run around the call, in its module or one that imports it. To be listened to
 * is no use.
 */
export function isUsed(evidence: ServiceEvidence, file: CodeFile, hit: Hit, runsCall: RunsCall): boolean {
  const bound = boundAt(file, hit.offset);
  if (!bound) return !/(?:^|[;{}])\s*$/.test(file.code.slice(Math.max(0, hit.offset - 200), hit.offset)); // not a bare statement
  return reaches(evidence, file, bound, runsCall, new Set());
}

/** Whether a name is handed on, or runs the call, in its module or, where others can see it, in those, under this name or another. */
function reaches(
  evidence: ServiceEvidence,
  file: CodeFile,
  bound: Bound,
  runsCall: RunsCall,
  seen: Set<string>,
): boolean {
  const { name, isField } = bound;
  const key = `${file.path}#${name}`;
  if (seen.has(key)) return false;
  seen.add(key);
  const within = (one: CodeFile, as: string) =>
    one
      .find(isField ? anyMention(as) : mention(one, as))
      .some((hit) => isHandedOn(hit, as, runsCall, (other) => reaches(evidence, one, other, runsCall, seen)));
  if (within(file, name)) return true;
  if (isField ? name.startsWith("#") : !isExported(file, name)) return false;
  return evidence
    .filesNaming(name)
    .some((one) => one !== file && within(one, isField ? name : nameIn(one, name)));
}

function mention({ code }: CodeFile, name: string): RegExp {
  const owner = code.includes("* as ") ? "[\\w$]+" : "this";
  return new RegExp(`(?<![\\w$.])(?:${owner}\\s*\\.\\s*)?${inPattern(name)}(?![\\w$])`, "g");
}

/** Of a field, whoever's member it is there: `client.policy`. */
function anyMention(name: string): RegExp {
  return new RegExp(`(?<![\\w$#])${inPattern(name)}(?![\\w$])`, "g");
}

/** Whether a mention of a policy runs the call with it or hands it on; bound to another name it does what that does. */
function isHandedOn(
  { file, offset, text }: Hit,
  name: string,
  runsCall: RunsCall,
  isUsedAs: (other: Bound) => boolean,
): boolean {
  const before = file.code.slice(Math.max(0, offset - 100), offset);
  const rest = file.code.slice(offset + text.length, offset + text.length + 100);
  if (/^\s*(?::[^=;()]{0,100})?=(?![=>])/.test(rest) || listening.test(rest)) return false;
  if (isImported(file, offset)) return false;
  if (/^\s*:/.test(rest) && /[{,]\s*$/.test(before)) return false; // a key
  if (/^\s*[!?]?\s*[:;]/.test(rest) && declaring.test(before)) return false;
  if (running.test(rest)) return runsCall(name);
  const other = boundAt(file, offset);
  return other === undefined || other.name === name || isUsedAs(other);
}

/** Before the name of a field that gets its value elsewhere, or of what is thrown away: `void breaker;`. */
const declaring = /(?:\b(?:private|protected|public|readonly|static|void)\s+|[;{}]\s*)$/;

/** `export const name`: a list of exports is a mention of its own. */
function isExported({ code }: CodeFile, name: string): boolean {
  return new RegExp(`\\bexport\\s+(?:const|let|var)\\s+${inPattern(name)}(?![\\w$])`).test(code);
}

/** What a module that imports a name calls it. */
function nameIn({ code }: CodeFile, name: string): string {
  return new RegExp(`[{,]\\s*${inPattern(name)}\\s+as\\s+([\\w$]+)`).exec(code)?.[1] ?? name;
}

function isImported({ code }: CodeFile, offset: number): boolean {
  const before = code.slice(Math.max(0, offset - 400), offset);
  if (/\bimport\s[^;("'`]*$/.test(before)) return true;
  return /\bexport\s*\{[^{}]*$/.test(before) && /^[^{}]*\}\s*from\b/.test(code.slice(offset, offset + 400));
}

/** What the statement of an offset binds its value to: `const once = wrap(breaker, …)`, `this.#policy = wrap(…)`. */
export function boundAt(file: CodeFile, offset: number): Bound | undefined {
  let start = offset;
  let isMember = false;
  for (const { kind, open } of enclosing(file.brackets, offset)) {
    const head = file.code.slice(Math.max(0, open - 200), open);
    if (kind === "{" && !/[=(,:[?]\s*$/.test(head)) {
      isMember = /\bclass\b[^;{}]*$/.test(head);
      break; // no object
    }
    start = open;
  }
  const before = file.code.slice(Math.max(0, start - 400), start);
  const variable = /\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=;]+)?=(?![=>])(?:[^;{}=]|=>)*$/.exec(before)?.[1];
  if (variable !== undefined) return { name: variable, isField: false };
  const field = (isMember ? memberGiven : fieldGiven).exec(before)?.[1];
  return field === undefined ? undefined : { name: field, isField: true };
}

const given = String.raw`(#?[\w$]+)\s*(?::[^=;(){}]{0,100})?=(?![=>])(?:[^;{}=]|=>)*$`;
const fieldGiven = new RegExp(String.raw`\bthis\s*\.\s*${given}`);
/** Directly in a class. */
const memberGiven = new RegExp(
  String.raw`(?:\b(?:private|protected|public|readonly|static|override|accessor)\s+|[;{}\n]\s*)${given}`,
);
