import { isDeepStrictEqual } from "node:util";
import { type Pointer, pointer } from "../engine/rule.js";
import type { FileTree } from "../evidence/file-tree.js";
import { type ParsedFile, parseFile } from "../evidence/parsed-document.js";
import type { ServiceEvidence } from "../evidence/service-evidence.js";
import { matchesGlob } from "./glob.js";
import { placesAt } from "./json-pointer.js";
import type { PatternRunner } from "./pattern-runner.js";
import type { CustomCheck } from "./schema.js";

/** What a check saw: the places where its thing is, and those where it should be and is not. */
export interface Sighting {
  readonly present: readonly Pointer[];
  readonly lacking: readonly Pointer[];
  /** Set where a pattern could not be tried to the end. */
  readonly undecided?: Pointer;
}

type Part<K extends keyof CustomCheck> = NonNullable<CustomCheck[K]>;

/** Looks for what a check is about in a service. */
export function look(check: CustomCheck, evidence: ServiceEvidence, patterns: PatternRunner): Sighting {
  if (check.file) return lookForFile(check.file, evidence);
  if (check.document) return lookInDocuments(check.document, evidence, patterns);
  if (check.code) return lookInCode(check.code, evidence, patterns);
  if (check.dependency) return lookForDependency(check.dependency, evidence);
  return { present: [], lacking: [] };
}

function lookForFile({ path, of }: Part<"file">, evidence: ServiceEvidence): Sighting {
  const found = pathsOf(evidence, of, path);
  return {
    present: found.map((file) => pointer(shown(of, file), null, { en: "is there", es: "existe" })),
    lacking: found.length > 0 ? [] : [missingFile(of, path)],
  };
}

function missingFile(of: "service" | "repository", path: string): Pointer {
  return pointer(shown(of, path), null, { en: "missing", es: "falta" });
}

function lookInDocuments(
  { path, of, where = {}, at, equals, matches }: Part<"document">,
  evidence: ServiceEvidence,
  patterns: PatternRunner,
): Sighting {
  const present: Pointer[] = [];
  const lacking: Pointer[] = [];
  let undecided: Pointer | undefined;
  const wanted = (file: string, value: unknown): boolean => {
    if (equals !== undefined && !isDeepStrictEqual(value, equals)) return false;
    if (matches === undefined) return true;
    const found = patterns.matches(matches, typeof value === "string" ? value : JSON.stringify(value));
    if (!found) undecided ??= outOfTime(shown(of, file), null);
    return (found?.length ?? 0) > 0;
  };
  const name = at === "" ? "/" : at;
  for (const file of pathsOf(evidence, of, path)) {
    const parsed = parsedOf(evidence, of, file);
    if (parsed?.problem) {
      lacking.push(
        pointer(shown(of, file), parsed.problem.line, { en: "cannot be read", es: "no se puede leer" }),
      );
    }
    for (const document of parsed?.documents ?? []) {
      if (!meets(document.data, where)) continue;
      const places = placesAt(document.data, at);
      if (places.length === 0) {
        lacking.push(pointer(shown(of, file), document.line([]), { en: `no ${name}`, es: `sin ${name}` }));
      }
      for (const { path: way, value } of places) {
        const line = document.line(way.map((key) => (/^\d+$/.test(key) ? Number(key) : key)));
        const is = short(value);
        if (wanted(file, value)) {
          present.push(pointer(shown(of, file), line, { en: `${name} is ${is}`, es: `${name} es ${is}` }));
        } else {
          lacking.push(pointer(shown(of, file), line, { en: `${name} is ${is}`, es: `${name} es ${is}` }));
        }
      }
    }
  }
  const none = present.length === 0 && lacking.length === 0;
  return { present, lacking: none ? [missingFile(of, path)] : lacking, ...(undecided && { undecided }) };
}

function meets(data: unknown, where: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(where).every(([at, value]) =>
    placesAt(data, at).some((place) => isDeepStrictEqual(place.value, value)),
  );
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function lookInCode(
  { language, pattern, in: where, files }: Part<"code">,
  evidence: ServiceEvidence,
  patterns: PatternRunner,
): Sighting {
  const present: Pointer[] = [];
  for (const file of evidence.code) {
    if (file.language !== language || !matchesGlob(files, file.path)) continue;
    const texts =
      where === "code"
        ? [{ text: file.code, start: 0 }]
        : file.literals.map(({ text, start }) => ({ text, start }));
    for (const { text, start } of texts) {
      const found = patterns.matches(pattern, text);
      if (!found) return { present, lacking: [], undecided: outOfTime(file.path, null) };
      for (const match of found) {
        const offset = where === "code" ? match.index : start;
        if (file.isDead(offset)) continue;
        const note = short(match.text.trim());
        present.push(pointer(file.path, file.lineAt(offset), { en: note, es: note }));
      }
    }
  }
  const nowhere = { en: `no live code matches ${pattern}`, es: `ningún código vivo coincide con ${pattern}` };
  return { present, lacking: present.length > 0 ? [] : [pointer(".", null, nowhere)] };
}

function lookForDependency(
  { name, group }: Part<"dependency">,
  { packages, tree }: ServiceEvidence,
): Sighting {
  const groups = { runtime: [packages.runtime], development: [packages.development] };
  const sets = group === "any" ? [...groups.runtime, ...groups.development] : groups[group];
  const found = [...new Set(sets.flatMap((set) => [...set]))].filter((one) => matchesGlob(name, one));
  const manifests = tree.paths.filter((path) => /(?:^|\/)package\.json$|\.csproj$/.test(path));
  const lineOf = (dependency: string): Pointer => {
    for (const file of manifests) {
      const index = (tree.read(file) ?? "").split("\n").findIndex((line) => line.includes(`"${dependency}"`));
      if (index >= 0) return pointer(file, index + 1, { en: "depends on it", es: "depende de ella" });
    }
    return pointer(manifests[0] ?? "package.json", null, { en: dependency, es: dependency });
  };
  const none = { en: `no dependency ${name}`, es: `sin la dependencia ${name}` };
  return {
    present: found.map(lineOf),
    lacking: found.length > 0 ? [] : [pointer(manifests[0] ?? "package.json", null, none)],
  };
}

function pathsOf(
  { tree, repository }: ServiceEvidence,
  of: "service" | "repository",
  glob: string,
): readonly string[] {
  return (of === "service" ? tree : repository).paths.filter((path) => matchesGlob(glob, path));
}

/** Documents of the whole repository are asked for by every service. */
const parsedFiles = new WeakMap<FileTree, Map<string, ParsedFile>>();

function parsedOf(
  evidence: ServiceEvidence,
  of: "service" | "repository",
  path: string,
): ParsedFile | undefined {
  if (of === "service") return evidence.parsed(path);
  const known = parsedFiles.get(evidence.repository) ?? new Map<string, ParsedFile>();
  parsedFiles.set(evidence.repository, known);
  const file = known.get(path) ?? parseFile(path, evidence.repository.read(path) ?? "");
  known.set(path, file);
  return file;
}

/** As a pointer names it: what is not the service's starts with a slash. */
function shown(of: "service" | "repository", path: string): string {
  return of === "service" ? path : `/${path}`;
}

function outOfTime(file: string, line: number | null): Pointer {
  return pointer(file, line, { en: "the pattern takes too long here", es: "el patrón tarda demasiado aquí" });
}
