import { blankCsharp } from "../../audit/evidence/blank-csharp.js";
import { phrase } from "../../errors/detail.js";
import { UnknownShapeError } from "./edit-service-definition.js";
import { type Insertion, indentAt, insertAll } from "./text-insertion.js";

/** What `src/Adapters/Program.cs` must gain for an addition to take part. */
export interface ProgramGain {
  /** Namespaces that the statements speak of. */
  readonly usings: readonly string[];
  /** Types that are new: their names must be free. */
  readonly types: readonly string[];
  /** What is registered, given the variable of the application's builder. */
  readonly statements: (builder: string) => readonly string[];
}

/**
 * Registers an addition by inserting statements before the application is built; no other character changes.
 * @throws UnknownShapeError saying what was looked for and not found
 */
export function addToProgram(text: string, gain: ProgramGain): string {
  const { code } = blankCsharp(text);
  const taken = gain.types.find((name) => new RegExp(`\\b${name}\\b`).test(code));
  if (taken) throw new UnknownShapeError(phrase("edit-name-used", { name: taken }));
  const { builder, at } = placeOf(text, code);
  const indent = indentAt(text, at);
  const lines = gain.statements(builder).map((statement) => `\n${indent}${statement}`);
  return insertAll(text, [...usingInsertions(code, gain.usings), { at, text: lines.join("") }]);
}

/** What is left to do by hand when `addToProgram` refuses: the lines to be placed stand at the end as a comment. */
export function programByHand(text: string, gain: ProgramGain): string {
  const imported = insertAll(text, usingInsertions(blankCsharp(text).code, gain.usings));
  const lines = gain.statements("builder").map((statement) => `//   ${statement}`);
  return `${imported.trimEnd()}\n\n// Before the application is built, on its builder:\n${lines.join("\n")}\n`;
}

/** Behind the last statement before `var app = builder.Build();`. */
function placeOf(text: string, code: string): { readonly builder: string; readonly at: number } {
  const made = [...code.matchAll(/\b(\w+)\s*=\s*WebApplication\s*\.\s*Create\w*Builder\s*\(/g)];
  const builder = made[0]?.[1];
  if (made.length !== 1 || !builder) {
    throw new UnknownShapeError(phrase("edit-no-builder"));
  }
  const built = [
    ...code.matchAll(new RegExp(`[\\w.]+\\s+\\w+\\s*=\\s*${builder}\\s*\\.\\s*Build\\s*\\(`, "g")),
  ];
  const before = code.slice(0, built[0]?.index ?? 0).trimEnd();
  if (built.length !== 1 || !/[;}]$/.test(before)) {
    throw new UnknownShapeError(phrase("edit-no-app", { builder }));
  }
  // A comment behind the last word belongs to it; code behind it does not.
  const rest = /^[^\r\n]*/.exec(code.slice(before.length))?.[0] ?? "";
  const line = rest.trim() === "" ? before.length + rest.length : before.length;
  return { builder, at: before.length + text.slice(before.length, line).trimEnd().length };
}

/** Those that are not there yet, in the order formatters keep: `System` first, then by name. */
function usingInsertions(code: string, wanted: readonly string[]): readonly Insertion[] {
  const present = [...code.matchAll(/^([ \t\uFEFF]*)using\s+([\w.]+)\s*;/gm)].map((found) => ({
    name: found[2] ?? "",
    start: found.index + (found[1]?.length ?? 0),
    end: found.index + found[0].length,
  }));
  return wanted
    .filter((name) => !present.some((one) => one.name === name))
    .map((name) => {
      const later = present.find((one) => comesBefore(name, one.name));
      const last = present.at(-1);
      if (later) return { at: later.start, text: `using ${name};\n` };
      if (last) return { at: last.end, text: `\nusing ${name};` };
      return { at: code.startsWith("\uFEFF") ? 1 : 0, text: `using ${name};\n` };
    });
}

function comesBefore(a: string, b: string): boolean {
  const rank = (name: string): number => (/^System\b/.test(name) ? 0 : 1);
  return rank(a) === rank(b) ? a < b : rank(a) < rank(b);
}
