import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { type PlannedFile, plannedFile } from "./planned-file.js";

/**
 * What the templates rendered for each sample file: the base of the three-way merge of the next update. Committed,
 * since today's msx cannot render yesterday's templates (docs/decisions/0006).
 */
export const basePath = ".msx/base.json";

const baseSchema = z.record(z.string(), z.string());

/** The base texts of a tree's sample files, in path order. */
export function baseFile(files: readonly PlannedFile[]): PlannedFile {
  const samples = files.filter(({ owner }) => owner === "sample");
  const texts = Object.fromEntries(samples.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));
  const bytes = Buffer.from(`${JSON.stringify(texts, null, 1)}\n`);
  return plannedFile({ path: basePath, bytes, executable: false, owner: "managed" });
}

/** By path; empty when the project has none, or one that nobody could have generated. */
export function readBaseTexts(folder: string): ReadonlyMap<string, string> {
  try {
    const texts = baseSchema.parse(JSON.parse(readFileSync(path.join(folder, basePath), "utf8")));
    return new Map(Object.entries(texts));
  } catch {
    return new Map();
  }
}
