import { expressionEnd, opening } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** Some of the code of a file. */
export interface Stretch {
  readonly file: CodeFile;
  readonly start: number;
  readonly end: number;
}

/** More methods are not followed from one place. */
const maxStretches = 16;

export function hitsIn({ file, start, end }: Stretch, pattern: RegExp): readonly Hit[] {
  return file.find(pattern).filter(({ offset }) => start <= offset && offset < end);
}

const call = /(?:\b(\w+)\s*\.\s*)?(?<![\w$])(\w+)\s*(?:<[^<>()]*>)?\(/g;

/** Stretches of C# and the service's own methods they go through: extensions, those of their file, static ones of other classes. */
export function withOwnMethods(evidence: ServiceEvidence, from: readonly Stretch[]): readonly Stretch[] {
  const all = [...from];
  const seen = new Set<string>();
  for (let at = 0; at < all.length && at < maxStretches; at += 1) {
    const one = all[at];
    if (!one) break;
    for (const {
      groups: [owner = "", name = ""],
    } of hitsIn(one, call)) {
      if (seen.has(name)) continue;
      seen.add(name);
      all.push(...methods(evidence, one.file, owner, name));
    }
  }
  return all;
}

function methods(evidence: ServiceEvidence, from: CodeFile, owner: string, name: string): readonly Stretch[] {
  return evidence
    .filesNaming(name)
    .flatMap((file) =>
      file.functions
        .filter(
          (one) =>
            one.name === name &&
            (file === from || isExtension(file, one.nameAt) || (owner !== "" && declaresType(file, owner))),
        )
        .map(({ start, end }) => ({ file, start, end })),
    );
}

function isExtension({ code }: CodeFile, nameAt: number): boolean {
  return /^\w+\s*(?:<[^<>()]*>)?\(\s*this\b/.test(code.slice(nameAt, nameAt + 120));
}

function declaresType(file: CodeFile, name: string): boolean {
  return new RegExp(`\\b(?:class|record|struct)\\s+${name}\\b`).test(file.code);
}

/** The bodies of a class of the service. */
export function bodiesOf(evidence: ServiceEvidence, type: string): readonly Stretch[] {
  const declared = new RegExp(`\\b(?:class|record|struct)\\s+${type}\\b[^{;]*\\{`, "g");
  return evidence.filesNaming(type).flatMap((file) =>
    [...file.code.matchAll(declared)].flatMap(({ index, 0: text }) => {
      const body = opening(file.brackets, index + text.length - 1);
      return body ? [{ file, start: body.open, end: body.close }] : [];
    }),
  );
}

/** What a name of C# is given: the expressions behind `name =` and `name =>`, and the bodies of `name { … }` and `name(…)`. */
export function valuesOf(file: CodeFile, name: string): readonly Stretch[] {
  const given = new RegExp(`(?<![\\w])${name}\\s*(=(?![=>])|=>|\\{)`, "g");
  const values = file.find(given).map(({ offset, text, groups: [mark] }) => {
    const start = offset + text.length;
    if (mark !== "{") return { file, start, end: expressionEnd(file.code, start, file.brackets) };
    const body = opening(file.brackets, start - 1);
    const close = body?.close ?? start;
    // `{ get; } = value;`
    const rest = /^\s*=(?![=>])/.exec(file.code.slice(close + 1, close + 20));
    return { file, start, end: rest ? expressionEnd(file.code, close + 1, file.brackets) : close };
  });
  const bodies = file.functions
    .filter((one) => one.name === name)
    .map(({ start, end }) => ({ file, start, end }));
  return [...values, ...bodies];
}
