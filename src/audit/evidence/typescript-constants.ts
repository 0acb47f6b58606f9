import { around, opening } from "./brackets.js";
import type { CodeFile } from "./code-file.js";
import type { CodeText } from "./code-text.js";
import { isInCondition } from "./condition-places.js";
import type { Constant } from "./csharp-expressions.js";
import { marked, matchesOf } from "./marked-pattern.js";
import { inPattern, mentionsOf } from "./mentions.js";
import { relativeImports, resolveImport } from "./module-imports.js";

type Constants = ReadonlyMap<string, Constant | undefined>;
type Found = Map<CodeFile, Constants>;

/** What conditions in TypeScript ask of other modules. */
export function typescriptConstants(files: readonly CodeFile[]): Found {
  const found: Found = new Map();
  const modules = files.filter(({ text }) => text.language === "typescript");
  const byPath = new Map(modules.map((file) => [file.path, file]));
  const offers = new Map<CodeFile, Constants>(); // a module is imported by many
  for (const file of modules) {
    const asked = file.text.fact(askedImports);
    if (asked.length === 0) continue;
    const values = new Map<string, Constant | undefined>();
    for (const { target, names } of asked) {
      const from = resolveImport(byPath, file.path, target);
      if (!from || from === file) continue;
      const offered = offers.get(from) ?? offeredBy(byPath, from, 0);
      offers.set(from, offered);
      if (offered.size > 0) take(names, offered, values);
    }
    for (const key of values.keys()) if (!isAsked(modules, file.code, key)) values.delete(key);
    if (values.size > 0) found.set(file, values);
  }
  return found;
}

/** An import of a module, and what the file calls what it takes from there. */
interface NamedImport {
  readonly target: string;
  readonly names: ImportedNames;
}

/** The imports of which a condition asks a name: of most files none, so that what others export need not be known. */
function askedImports(text: CodeText): readonly NamedImport[] {
  return relativeImports({ text }).flatMap(({ target, offset }) => {
    const names = importedNames(text.code, offset);
    const isOne = names && roots(names).some((root) => isRootAsked(text.code, root));
    return isOne ? [{ target, names }] : [];
  });
}

function isRootAsked(code: string, root: string): boolean {
  return mentionsOf(code, root).some((at) => isInCondition(code, at, at + root.length));
}

/** Whether a condition of the code asks a name; a member that somebody assigns is no constant. */
function isAsked(modules: readonly CodeFile[], code: string, key: string): boolean {
  const [root = "", ...members] = key.replace("()", "").split(".");
  if (!isRootAsked(code, root)) return false;
  const last = members.at(-1);
  if (last === undefined || key.endsWith("()")) return true;
  const assigned = new RegExp(`(?<!\\bexports)\\.\\s*${inPattern(last)}\\s*=(?![=>])`);
  return !modules.some((one) => one.raw.includes(last) && assigned.test(one.code));
}

const maxSteps = 4;
const passedOn = /\bexport\s*(?:\{([^{}]*)\}|\*(?:\s*as\s+([\w$]+))?)\s*from\s*$/;

/** What a module exports, and what it exports of others. */
function offeredBy(byPath: ReadonlyMap<string, CodeFile>, file: CodeFile, steps: number): Constants {
  const own = file.text.fact(exported);
  const passing = steps > maxSteps ? [] : file.text.fact(passedOnBy);
  if (passing.length === 0) return own;
  const all = new Map(own);
  for (const { target, names, space } of passing) {
    const from = resolveImport(byPath, file.path, target);
    if (!from || from === file) continue;
    const others = offeredBy(byPath, from, steps + 1);
    if (names !== undefined) for (const [name, as] of pairs(names)) rename(others, name, as, all);
    else for (const [name, value] of others) all.set(space === undefined ? name : `${space}.${name}`, value);
  }
  return all;
}

/** What a module exports of others: some of it by name, or all, within a name or not. */
interface PassedOn {
  readonly target: string;
  readonly names: string | undefined;
  readonly space: string | undefined;
}

function passedOnBy(text: CodeText): readonly PassedOn[] {
  if (!text.raw.includes("export")) return [];
  return relativeImports({ text }).flatMap(({ target, offset }) => {
    const found = passedOn.exec(text.code.slice(Math.max(0, offset - 400), offset));
    return found ? [{ target, names: found[1], space: found[2] }] : [];
  });
}

const statement =
  /\b(?:import\s+(?!type\b)([\w$]+)?\s*,?\s*(?:\{([^{}]*)\}|\*\s*as\s+([\w$]+))?\s*from|(?:const|let|var)\s+(?:([\w$]+)|\{([^{}]*)\})\s*=\s*(?:require\s*\(|await\s+import\s*\())\s*$/;

/** What an import calls what it takes: `default` by a name, others by theirs or another, all of it as one. */
export interface ImportedNames {
  readonly byDefault: string | undefined;
  readonly renamed: readonly (readonly [name: string, as: string])[];
  readonly all: string | undefined;
}

/** The names of the import whose module specifier is at an offset. */
export function importedNames(code: string, offset: number): ImportedNames | undefined {
  const found = statement.exec(code.slice(Math.max(0, offset - 1000), offset));
  if (!found) return undefined;
  const [, byDefault, names, space, whole, parts] = found;
  return { byDefault, renamed: pairs(names ?? parts ?? ""), all: space ?? whole };
}

function roots({ byDefault, renamed, all }: ImportedNames): readonly string[] {
  return [byDefault, all, ...renamed.map(([, as]) => as)].filter((name) => name !== undefined);
}

/** Gives the names of an import what the module offers under them. */
function take(
  { byDefault, renamed, all }: ImportedNames,
  offered: Constants,
  values: Map<string, Constant | undefined>,
): void {
  if (byDefault) rename(offered, "default", byDefault, values);
  for (const [name, as] of renamed) rename(offered, name, as, values);
  if (all === undefined) return;
  for (const [name, value] of offered) values.set(`${all}.${name}`, value);
  rename(offered, "default", all, values); // of CommonJS
}

/** `a, b as c` and `a, b: c`. */
function pairs(list: string): readonly (readonly [string, string])[] {
  return list.split(",").flatMap((one) => {
    const [, name, as] = /^\s*([\w$]+)\s*(?:(?:\bas\b|:)\s*([\w$]+)\s*)?$/.exec(one) ?? [];
    return name === undefined ? [] : [[name, as ?? name] as const];
  });
}

/** `name`, `name()` and what begins with `name.`, by another name. */
function rename(from: Constants, name: string, as: string, to: Map<string, Constant | undefined>): void {
  for (const [key, value] of from)
    if (key === name || key === `${name}()` || key.startsWith(`${name}.`))
      to.set(as + key.slice(name.length), value);
}

const declared =
  /(?<![\w$.])(export\s+(?:default\s+)?)?(?:(const|let|var)\s+([\w$]+)\s*(?::[^=;()]{0,80})?=\s*(?:(\(\s*\)\s*(?::\s*\w+\s*)?=>\s*)|Object\s*\.\s*freeze\s*\(\s*)?|(?:async\s+)?function\s+([\w$]+)\s*\(\s*\)\s*(?::[^{;]{0,40})?\{\s*return\s+)(?=[\w"'`{!-])/g;
const listed = /\bexport\s*\{([^{}]*)\}(?!\s*from\b)|\bmodule\s*\.\s*exports\s*=\s*\{([^{}]*)\}/g;
const single = marked(
  ["default", "exports"],
  /\bexport\s+default\s+(?=[\w"'`{!-])|\bmodule\s*\.\s*exports\s*=\s*(?=[\w"'`{!-])/g,
);
const assigned = marked(["exports"], /\bexports\s*\.\s*([\w$]+)\s*=\s*(?=[\w"'`{!-])/g);
const enums = marked(["enum"], /(?<![\w$.])(export\s+)?(?:const\s+)?enum\s+([\w$]+)\s*\{([^{}]*)\}/g);
const staticField = marked(["static"], /\bstatic\s+readonly\s+([\w$]+)\s*(?::[^=;]{0,40})?=\s*/g);

/** The constants that a module exports by itself; `default` stands for what has no name. */
function exported(text: CodeText): Constants {
  const found = new Map<string, Constant | undefined>();
  if (text.language !== "typescript" || !/\bexports?\b/.test(text.raw)) return found;
  const { code } = text;
  const local = new Map<string, Constant | undefined>();
  for (const match of code.matchAll(declared)) {
    const [all, exports, keyword, variable, arrow, called] = match;
    if (around(text.brackets, match.index)) continue; // in a block
    const name = variable ?? called ?? "";
    if (keyword && keyword !== "const" && isAssigned(code, name)) continue;
    const key = arrow || called ? `${name}()` : name;
    const values = valuesAt(text, match.index + all.length, key);
    for (const [path, value] of values) {
      local.set(path, value);
      if (exports !== undefined)
        found.set(exports.includes("default") ? path.replace(name, "default") : path, value);
    }
  }
  for (const match of matchesOf(staticField, code)) {
    const owner = [...code.slice(0, match.index).matchAll(/\bclass\s+([\w$]+)/g)].at(-1)?.[1] ?? "";
    for (const [path, value] of valuesAt(text, match.index + match[0].length, `${owner}.${match[1]}`)) {
      local.set(path, value);
      if (new RegExp(`\\bexport\\s+(?:abstract\\s+)?class\\s+${inPattern(owner)}\\b`).test(code))
        found.set(path, value);
    }
  }
  for (const match of matchesOf(enums, code))
    for (const [path, value] of enumMembers(text, match)) {
      local.set(path, value);
      if (match[1] !== undefined) found.set(path, value);
    }
  // `{ a as b }` of modules, `{ b: a }` of CommonJS
  for (const [, names, members] of code.matchAll(listed))
    for (const [name, as] of pairs(names ?? members ?? ""))
      if (names !== undefined || name === as) rename(local, name, as, found);
      else rename(local, as, name, found);
  for (const match of matchesOf(single, code)) {
    const at = match.index + match[0].length;
    for (const [path, value] of valuesAt(text, at, "default")) {
      found.set(path, value);
      if (match[0].startsWith("module")) found.set(path.replace(/^default\.?/, "") || path, value);
    }
    const name = /^[A-Za-z_$][\w$]*(?=\s*(?:[;\n]|$))/.exec(code.slice(at, at + 100))?.[0];
    if (name !== undefined) rename(local, name, "default", found);
  }
  for (const match of matchesOf(assigned, code))
    for (const [path, value] of valuesAt(text, match.index + match[0].length, match[1] ?? ""))
      found.set(path, value);
  return found;
}

/** The members of an enum: a number more than the one before, where nothing else is said. */
function enumMembers(text: CodeText, match: RegExpExecArray): readonly (readonly [string, Constant])[] {
  const [all, , name = "", members = ""] = match;
  const found: [string, Constant][] = [];
  let at = match.index + all.length - 1 - members.length;
  let next: Constant | undefined = 0;
  for (const member of members.split(",")) {
    const [written, key, given] = /^\s*([\w$]+)\s*(=\s*)?/.exec(member) ?? [];
    if (written !== undefined) {
      const path = `${name}.${key}`;
      const value: Constant | undefined = given ? valuesAt(text, at + written.length, path)[0]?.[1] : next;
      if (value !== undefined) found.push([path, value]);
      next = typeof value === "number" ? value + 1 : undefined;
    }
    at += member.length + 1;
  }
  return found;
}

function isAssigned(code: string, name: string): boolean {
  const word = inPattern(name);
  return [...code.matchAll(new RegExp(`(?<![\\w$.])${word}\\s*(?:[&|?+*/-]{0,2})=(?![=>])`, "g"))].length > 1;
}

const ends =
  /^\s*(?:as\s+(?:const|\w+)\s*|satisfies\s+[\w.<>]+\s*)?\)?(?:[;,})]|$|\s*\n\s*(?=[^\s&|?.+*/<>=-]|$))/;
const simple = /^(!0|!1|!true|!false|true|false|null|undefined|-?\d[\d_]*(?:\.\d+)?)(?![\w.$(])/;
const maxMembers = 50;

/** A constant, or the constants of an object, that an expression at an offset is. */
function valuesAt(
  text: CodeText,
  at: number,
  path: string,
): readonly (readonly [string, Constant | undefined])[] {
  const { code } = text;
  const rest = code.slice(at, at + 60);
  const word = simple.exec(rest)?.[1];
  if (word !== undefined) return ends.test(rest.slice(word.length)) ? [[path, wordValue(word)]] : [];
  const literal = text.literalFrom(at);
  if (literal) {
    const isPlain = !literal.text.includes("${") && !literal.text.includes("\\");
    return isPlain && ends.test(code.slice(literal.end, literal.end + 60)) ? [[path, literal.text]] : [];
  }
  const body = code[at] === "{" ? opening(text.brackets, at) : undefined;
  if (!body || path.split(".").length > 3) return [];
  return [...code.slice(at, body.close).matchAll(/[{,]\s*([\w$]+)\s*:\s*/g)]
    .slice(0, maxMembers)
    .flatMap((match) => {
      const from = at + match.index + match[0].length;
      return around(text.brackets, from)?.open === at ? valuesAt(text, from, `${path}.${match[1]}`) : [];
    });
}

function wordValue(word: string): Constant | undefined {
  if (word === "undefined") return undefined;
  if (word === "null") return null;
  if (/^\D/.test(word) && !word.startsWith("-")) return /^(?:true|!0|!false)$/.test(word);
  return Number(word.replaceAll("_", ""));
}
