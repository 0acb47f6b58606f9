import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { contextEntries } from "../platform/build-context.js";

/** What a version depends on besides the files: another base image or setting gives another version. */
export interface VersionInput {
  /** Absolute folder of the build context. */
  readonly folder: string;
  /** By build argument: the base images, each by its name and, where it is present, its id. */
  readonly bases: Readonly<Record<string, BaseImage>>;
}

export interface BaseImage {
  readonly reference: string;
  readonly id?: string;
}

/**
 * The version of what would be built: 12 hex digits of a SHA-256 over every file of the build context (path, mode,
 * content) and the base images. Equal input gives an equal version on every machine.
 */
export function contentVersion(input: VersionInput): string {
  const hash = createHash("sha256");
  // Each part ends in NUL, which no path, mode or name can hold: two different lists never give the same bytes.
  const add = (...parts: string[]): void => void hash.update(`${parts.join("\0")}\0`);
  for (const [argument, base] of Object.entries(input.bases).sort(([a], [b]) => (a < b ? -1 : 1))) {
    add("base", argument, base.reference, base.id ?? "");
  }
  for (const entry of contextEntries(input.folder)) {
    if (entry.link !== undefined) {
      add("link", entry.path, entry.link);
      continue;
    }
    const content = readFileSync(entry.file);
    add("file", entry.path, entry.mode.toString(8), String(content.length));
    hash.update(content);
  }
  return hash.digest("hex").slice(0, 12);
}
