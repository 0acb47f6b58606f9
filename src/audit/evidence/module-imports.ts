import nodePath from "node:path/posix";
import type { CodeFile } from "./code-file.js";
import type { CodeText } from "./code-text.js";

export interface RelativeImport {
  readonly target: string;
  readonly offset: number;
}

/** The relative module specifiers a file imports, exports from, or requires; type-only imports are left out. */
export function relativeImports({ text }: Pick<CodeFile, "text">): readonly RelativeImport[] {
  return text.fact(importsOf);
}

function importsOf(text: CodeText): readonly RelativeImport[] {
  if (text.language === "csharp") return [];
  return text.literals
    .filter((literal) => literal.text.startsWith(".") && /^\.\.?(?:\/|$)/.test(literal.text))
    .filter((literal) => {
      const around = text.code.slice(Math.max(0, literal.start - 2000), literal.start);
      const before = around.slice(around.lastIndexOf(";") + 1);
      if (/\b(?:import|require)\s*\(\s*$/.test(before)) return !text.isDead(literal.start);
      const statement = /\b(import|export)\b([^;"'`]*?)(?:\bfrom\s*)?$/.exec(before);
      return statement !== null && !/^\s*type\s/.test(statement[2] ?? "");
    })
    .map((literal) => ({ target: literal.text, offset: literal.start }));
}

/** What relative specifiers mean in a file, by its path: they are asked for again and again, also of other services. */
const meant = new Map<string, Map<string, Meaning>>();
const maxMeant = 20_000;
let meantNow = 0;

interface Meaning {
  /** The path, before any extension is tried. */
  readonly base: string;
  readonly stem: string;
  /** What TypeScript's way to write it, `./x.js` for `x.ts`, mostly means. */
  readonly source: string;
}

function meaningOf(from: string, target: string): Meaning {
  const known = meant.get(from)?.get(target);
  if (known) return known;
  const base = nodePath.join(nodePath.dirname(from), target);
  const stem = base.replace(/\.[cm]?[jt]sx?$/, "");
  const meaning = { base, stem, source: `${stem}.ts` };
  if (meantNow >= maxMeant) {
    meant.clear();
    meantNow = 0;
  }
  meantNow += 1;
  const inFile = meant.get(from) ?? new Map<string, Meaning>();
  meant.set(from, inFile);
  inFile.set(target, meaning);
  return meaning;
}

/** The path that a relative specifier in a file means, before any extension is tried. */
export function importedPath(from: string, target: string): string {
  return meaningOf(from, target).base;
}

const extensions = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];

/** The file of `files` that a relative specifier means, as TypeScript and Node resolve it. */
export function resolveImport(
  files: ReadonlyMap<string, CodeFile>,
  from: string,
  target: string,
): CodeFile | undefined {
  const { base, stem, source } = meaningOf(from, target);
  const likely = files.get(base) ?? files.get(source);
  if (likely) return likely;
  for (const name of [stem, base, `${base}/index`]) {
    for (const extension of extensions) {
      const file = files.get(`${name}.${extension}`);
      if (file) return file;
    }
  }
  return undefined;
}

/** The files that a file imports relatively, each as often as it does. */
export function importedBy(file: CodeFile, files: ReadonlyMap<string, CodeFile>): readonly CodeFile[] {
  const found: CodeFile[] = [];
  for (const { target } of relativeImports(file)) {
    const next = resolveImport(files, file.path, target);
    if (next) found.push(next);
  }
  return found;
}
