import { lstatSync, readdirSync, type Stats } from "node:fs";
import path from "node:path";
import { type Detail, phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";

const shown = 5;

/**
 * Makes sure that a tree can be put at a path: nothing is there, or an empty folder.
 * @throws MsxError TARGET_NOT_EMPTY saying what is there, TARGET_UNSAFE for a file or a symbolic link.
 */
export function assertFree(target: string): void {
  const found = lookAt(target);
  if (!found) return;
  if (!found.isDirectory()) throw unsafe(target, phrase(found.isSymbolicLink() ? "symbolic-link" : "a-file"));
  const entries = readdirSync(target).sort();
  if (entries.length === 0) return;
  const rest = entries.length - shown;
  throw new MsxError("TARGET_NOT_EMPTY", {
    path: target,
    entries: entries.slice(0, shown).join(", ") + (rest > 0 ? `, … (+${rest})` : ""),
  });
}

/**
 * Makes sure that a path below a folder is really there: no symbolic link on the way leads elsewhere.
 * @throws MsxError TARGET_UNSAFE
 */
export function assertNoLinks(folder: string, target: string): void {
  let current = folder;
  for (const segment of path.relative(folder, target).split(path.sep)) {
    if (segment === "..") throw unsafe(target, phrase("outside-of", { folder }));
    current = path.join(current, segment);
    const found = lookAt(current);
    if (!found) return;
    if (found.isSymbolicLink()) throw unsafe(current, phrase("symbolic-link"));
  }
}

function lookAt(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

function unsafe(target: string, found: Detail): MsxError {
  return new MsxError("TARGET_UNSAFE", { path: target, found });
}
