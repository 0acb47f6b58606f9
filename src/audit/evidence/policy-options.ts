import { opening } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import type { CodeText } from "./code-text.js";
import type { ResiliencePattern } from "./csharp-policies.js";
import { inPattern } from "./mentions.js";
import { relativeImports } from "./module-imports.js";
import type { ServiceEvidence } from "./service-evidence.js";
import { importedNames } from "./typescript-constants.js";

const boundless = String.raw`(?:Infinity\b|Number\s*\.\s*(?:MAX|POSITIVE)_\w+)`;

/** A time limit that is one: neither none nor for ever. */
const limited = new RegExp(
  String.raw`\b(?:timeout|timeoutMs|headersTimeout|bodyTimeout)\s*:(?!\s*(?:0\b|undefined\b|null\b|false\b|${boundless}))`,
);
const aborting = new RegExp(String.raw`\bAbortSignal\s*\.\s*timeout\s*\((?!\s*${boundless})`);

const pointless: Readonly<Record<ResiliencePattern, RegExp>> = {
  timeout: new RegExp(String.raw`^\s*(?:0\s*(?:,|$)|${boundless})`),
  retry:
    /\b(?:maxAttempts|attempts|retries|numOfAttempts|limit)\s*[:=]\s*(?:0|-\d+)\s*(?:[,;})]|$)|=>\s*(?:\{\s*return\s+)?false\b/,
  // Opossum opens at more than its percentage, and does not count what its filter answers true to.
  breaker: new RegExp(
    String.raw`\(\s*${boundless}|=>\s*(?:\{\s*return\s+)?false\b|\benabled\s*:\s*false\b|\berrorThresholdPercentage\s*:\s*[1-9]\d{2}|\b(?:errorThresholdPercentage|volumeThreshold)\s*:\s*${boundless}|\berrorFilter\s*:[^=]{0,80}=>\s*(?:\{\s*return\s+)?true\b`,
  ),
};

/** Attempts that are none, limits that never come, breakers that count nothing. */
export function isPointless(evidence: ServiceEvidence, hit: Hit, pattern: ResiliencePattern): boolean {
  const options = argumentsOf(hit.file, hit);
  if (pointless[pattern].test(options)) return true;
  const read = filled(evidence, hit.file, options);
  return read !== options && pointless[pattern].test(read);
}

/** Whether what a call is given limits its time: in its options, or by a signal. */
export function isLimited(evidence: ServiceEvidence, hit: Hit): boolean {
  const options = argumentsOf(hit.file, hit);
  if (!mayLimit.test(options)) return false;
  if (hasTimedSignal(hit, options)) return true;
  const written = limited.test(options) || aborting.test(options);
  if (!written) return false;
  const read = filled(evidence, hit.file, options);
  return limited.test(read) || aborting.test(read);
}

const mayLimit = /[tT]imeout|\bsignal\b/;

/** `{ signal }` or `{ signal: controller.signal }` of a signal or a controller that a timer aborts. */
function hasTimedSignal({ file, offset }: Hit, options: string): boolean {
  const [all, given] = /\bsignal\b\s*(?::\s*([\w$]+))?/.exec(options) ?? [];
  if (all === undefined) return false;
  const name = inPattern(given ?? "signal");
  const before = file.code.slice(Math.max(0, offset - 4000), offset);
  const isTimed = new RegExp(`\\bconst\\s+${name}\\s*=\\s*${aborting.source}`).test(before);
  return (
    isTimed ||
    new RegExp(
      `\\bsetTimeout\\s*\\(\\s*(?:\\(\\s*\\)|function\\s*\\(\\s*\\))\\s*(?:=>)?\\s*\\{?\\s*${name}\\s*\\.\\s*abort\\s*\\(`,
    ).test(before)
  );
}

/** Whether a breaker limits the time of what it runs. Opossum's does, unless it is told otherwise. */
export function givesUp(evidence: ServiceEvidence, hit: Hit): boolean {
  const options = filled(evidence, hit.file, argumentsOf(hit.file, hit));
  if (limited.test(options)) return true;
  return (
    hit.file.literals.some(({ text }) => text === "opossum") &&
    /^\s*[\w$.]+\s*$|\}\s*,?\s*$/.test(options) &&
    !/\btimeout\b|\.\.\./.test(options)
  );
}

/** The code of a call's arguments; options by the name of an object of the file are read as that. */
export function argumentsOf(file: CodeFile, hit: Hit): string {
  const span = file.argumentsAfter(hit.offset + hit.text.length - 1);
  const code = span ? file.code.slice(span.start, span.end) : "";
  return code.replace(
    /(?<=,\s*)[A-Za-z_$][\w$]*(?=\s*(?:,\s*)?$)/,
    (name) => objectNamed(file, name) ?? name,
  );
}

function objectNamed(file: CodeFile, name: string): string | undefined {
  const declared = new RegExp(
    `\\bconst\\s+${inPattern(name)}\\s*(?::[^=;]+)?=\\s*(?:Object\\s*\\.\\s*freeze\\s*\\(\\s*)?\\{`,
  ).exec(file.code);
  const body = declared && opening(file.brackets, declared.index + declared[0].length - 1);
  return body ? file.code.slice(body.open, body.close + 1) : undefined;
}

const path = /(?<=[:=(,]\s*|^\s*)([A-Za-z_$][\w$]*)(?:\s*\.\s*([\w$]+))?(?=\s*(?:[,})]|$))/g;
const constant = String.raw`\s*(-?\d[\d_]*|true|false|${boundless})\s*(?:as\s+const\s*)?(?=[,;)}\n]|$)`;

/** Options in which names and members of constants are read as what they are, also where another module makes them. */
function filled(evidence: ServiceEvidence, file: CodeFile, options: string): string {
  return options.replace(
    path,
    (written, name: string, member: string | undefined) =>
      constantIn(file, name, member) ?? constantOf(evidence, file, name, member) ?? written,
  );
}

function constantOf(
  evidence: ServiceEvidence,
  file: CodeFile,
  name: string,
  member: string | undefined,
): string | undefined {
  if (!file.text.fact(namesImported).has(name)) return undefined;
  for (const other of evidence.filesNaming(name)) {
    const value = other === file ? undefined : constantIn(other, name, member);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What a module imports of its service, by name. */
function namesImported(text: CodeText): ReadonlySet<string> {
  return new Set(
    relativeImports({ text }).flatMap(({ offset }) =>
      (importedNames(text.code, offset)?.renamed ?? []).flatMap(([name, as]) => (name === as ? [name] : [])),
    ),
  );
}

function constantIn(file: CodeFile, name: string, member: string | undefined): string | undefined {
  if (!file.code.includes(`const ${name}`)) return undefined;
  if (member === undefined)
    return new RegExp(`\\bconst\\s+${inPattern(name)}\\s*(?::[^=;]+)?=${constant}`).exec(file.code)?.[1];
  const object = objectNamed(file, name);
  return object && new RegExp(`[{,]\\s*${inPattern(member)}\\s*:${constant}`).exec(object)?.[1];
}
