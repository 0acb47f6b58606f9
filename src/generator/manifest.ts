import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { baseFile } from "./base-texts.js";
import { byPath, type Owner, type PlannedFile, plannedFile } from "./planned-file.js";

export const manifestPath = ".msx/manifest.json";

/** What a project was generated from and who owns each of its files; committed with the project. */
export interface Manifest {
  readonly version: 1;
  /** The layers, in order. */
  readonly templates: readonly string[];
  /** What was answered: with `templates`, enough to render the same tree again. */
  readonly answers: Readonly<Record<string, string>>;
  /** Every generated file but this one and the base texts; the hash is of what the templates rendered. */
  readonly files: Readonly<Record<string, { readonly owner: Owner; readonly sha256: string }>>;
}

/** The tree with its manifest and its base texts in it, in path order. */
export function withManifest(
  files: readonly PlannedFile[],
  templates: readonly string[],
  answers: Readonly<Record<string, string>>,
): PlannedFile[] {
  const manifest: Manifest = {
    version: 1,
    templates,
    answers: sorted(answers),
    files: sorted(Object.fromEntries(files.map(({ path, owner, sha256 }) => [path, { owner, sha256 }]))),
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const own = plannedFile({ path: manifestPath, bytes, executable: false, owner: "managed" });
  return [...files, own, baseFile(files)].sort(byPath);
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const manifestSchema = z.object({
  version: z.literal(1),
  templates: z.array(z.string()),
  answers: z.record(z.string(), z.string()),
  files: z.record(
    z.string(),
    z.object({ owner: z.enum(["managed", "sample"]), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

/** The manifest of a generated project; undefined when it has none, or one that nobody could have generated. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(path.join(folder, manifestPath), "utf8")));
  } catch {
    return undefined;
  }
}
