import type { CodeFile } from "./code-file.js";
import { csharpConstants } from "./csharp-constants.js";
import { noForeign } from "./foreign-names.js";
import { typescriptConstants } from "./typescript-constants.js";

/** A constant may be made of one in a third file; longer chains than this are not followed. */
const rounds = 2;

/** The files, each with the constants of others that its conditions ask: `if (Flags.On)` never holds where `Flags` says so. */
export function withForeignConstants(files: readonly CodeFile[]): readonly CodeFile[] {
  let known = files;
  for (let round = 0; round < rounds; round += 1) {
    const found = new Map([...csharpConstants(known), ...typescriptConstants(known)]);
    if (found.size === 0) return known;
    const next = known.map((file) => file.knowing(found.get(file) ?? noForeign));
    if (next.every((file, at) => file === known[at])) return known;
    known = next;
  }
  return known;
}
