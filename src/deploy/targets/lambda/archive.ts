import path from "node:path";
import ignore from "ignore";
import type { CodeSource } from "./project.js";
import { entriesOf, type Packing, zip } from "./zip.js";

/**
 * The archive of a function's code.
 * @param folder where the service was built
 * @throws Error when there is no code
 */
export function archiveOf(folder: string, code: CodeSource, packing: Packing = "small"): Buffer {
  const entries =
    "path" in code ? entriesOf(path.join(folder, code.path)) : entriesOf(folder, chosenBy(code.patterns));
  if (entries.length === 0) {
    const what = "path" in code ? code.path : code.patterns.join(", ");
    throw new Error(`the build left no code at ${what}`);
  }
  return zip(entries, packing);
}

/** Everything, then what the patterns say, one after another; each from the folder's root. */
function chosenBy(patterns: readonly string[]): (relative: string) => boolean {
  const rules = ignore().add("/**");
  for (const pattern of patterns) {
    const isOut = pattern.startsWith("!");
    const glob = pattern.slice(isOut ? 1 : 0).replace(/^(\.?\/)+/, "");
    rules.add(`${isOut ? "!" : ""}/${glob}`);
  }
  return (relative) => rules.ignores(relative);
}
