import type { CodeFile } from "./code-file.js";
import type { CodeText } from "./code-text.js";
import { isInCondition } from "./condition-places.js";
import { declaredValue } from "./csharp-declarations.js";
import type { Constant } from "./csharp-expressions.js";
import { constantOf } from "./csharp-values.js";
import { mentionsOf } from "./mentions.js";

type Found = Map<CodeFile, ReadonlyMap<string, Constant>>;

const shared =
  /\b(?:public|internal)\s+(?:(?:static|readonly|new)\s+)*(?:const|static)\s+(?:readonly\s+)?[\w.]+\??\s+\w+\s*(?:=|\{|\(\s*\)\s*(?:=>|\{))/;
const imported = /\busing\s+static\s+(?:[\w.]+\.)?(\w+)\s*;/g;
const member = /^\s*\.\s*(\w+)(\s*\(\s*\))?/;

/** What conditions in C# ask of other files' classes. */
export function csharpConstants(files: readonly CodeFile[]): Found {
  const found: Found = new Map();
  const csharp = files.filter(({ language }) => language === "csharp");
  const owners = new Map(csharp.flatMap(({ text }) => text.fact(sharingTypes).map((name) => [name, text])));
  if (owners.size === 0) return found;
  for (const file of csharp) {
    const values = new Map<string, Constant>();
    for (const [owner, text] of owners)
      if (text !== file.text && file.raw.includes(owner)) ask(file, owner, text, values);
    if (values.size > 0) found.set(file, values);
  }
  return found;
}

/** Types of a file with constants, or what may be such, that other files can see. */
function sharingTypes({ raw, code }: CodeText): readonly string[] {
  if (!raw.includes("const ") && !raw.includes("static ")) return [];
  if (!shared.test(code)) return [];
  return [...code.matchAll(/\b(?:class|struct|record|interface)\s+(\w+)/g)].map(([, name = ""]) => name);
}

function ask(file: CodeFile, owner: string, of: CodeText, values: Map<string, Constant>): void {
  const { code } = file;
  const add = (written: string, name: string) => {
    const value = constantAt(of, `${owner}.${name}`);
    if (value !== undefined) values.set(written, value);
  };
  for (const at of mentionsOf(code, owner)) {
    const [path = "", name = "", call] =
      member.exec(code.slice(at + owner.length, at + owner.length + 80)) ?? [];
    if (!name || !isInCondition(code, pathStart(code, at), at + owner.length + path.length)) continue;
    add(`${owner}.${name}${call ? "()" : ""}`, `${name}${call ? "()" : ""}`);
  }
  if (![...code.matchAll(imported)].some(([, type]) => type === owner)) return;
  for (const [, name = ""] of of.code.matchAll(/\b(\w+)\s*(?:=(?![=>])|=>|\{\s*get\b)/g))
    if (mentionsOf(code, name).some((at) => isInCondition(code, at, at + name.length))) add(name, name);
}

/** Where the names before the last begin: `Shop.` of `Shop.Flags`. */
function pathStart(code: string, at: number): number {
  const before = /(?:\w+\s*\.\s*)+$/.exec(code.slice(Math.max(0, at - 100), at));
  return at - (before?.[0].length ?? 0);
}

function constantAt(text: CodeText, path: string): Constant | undefined {
  const declared = declaredValue(text, path);
  return typeof declared === "object" && declared !== null ? constantOf(text, declared, new Map()) : declared;
}
