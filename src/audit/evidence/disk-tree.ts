import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import nodePath from "node:path";
import ignore, { type Ignore } from "ignore";
import type { FileTree } from "./file-tree.js";

/** Bounds that keep a hostile repository from costing more than a report: a number is reached, the walk stops. */
const limits = { entries: 200_000, depth: 40, fileBytes: 1_048_576 };

/** Never evidence of what a team wrote: dependencies, build output, tool state. */
const skippedFolders = new Set([
  ..."node_modules .git .msx bin obj dist build out coverage .vs .idea vendor .next target".split(" "),
]);

interface Scope {
  readonly base: string;
  readonly rules: Ignore;
}

/**
 * Walks a folder once, synchronously (about seven times faster here than asynchronous reads). Respects every
 * `.gitignore` and `.msxignore` on the way; follows no symbolic link, so it cannot loop or leave the folder.
 */
export function diskTree(root: string): FileTree {
  const paths: string[] = [];
  let truncated = false;
  const visit = (folder: string, depth: number, outer: readonly Scope[]): void => {
    const entries = list(nodePath.join(root, folder));
    const scopes = withIgnoreFiles(root, folder, entries, outer);
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (paths.length >= limits.entries || depth > limits.depth) {
        truncated = true;
        return;
      }
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name) && !ignored(scopes, `${path}/`)) visit(path, depth + 1, scopes);
      } else if (entry.isFile() && !ignored(scopes, path)) {
        paths.push(path);
      }
    }
  };
  visit("", 0, []);
  return { paths: paths.sort(), truncated, read: (path) => readText(nodePath.join(root, path)) };
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // an unreadable folder is no evidence, and no reason to stop
  }
}

function withIgnoreFiles(
  root: string,
  folder: string,
  entries: readonly { name: string; isFile(): boolean }[],
  outer: readonly Scope[],
): readonly Scope[] {
  const files = entries.filter(
    (entry) => (entry.name === ".gitignore" || entry.name === ".msxignore") && entry.isFile(),
  );
  if (files.length === 0) return outer;
  const rules = ignore();
  for (const { name } of files) rules.add(readText(nodePath.join(root, folder, name)) ?? "");
  return [...outer, { base: folder === "" ? "" : `${folder}/`, rules }];
}

/** The innermost ignore file that says anything about a path decides, as in git. */
function ignored(scopes: readonly Scope[], path: string): boolean {
  for (let index = scopes.length - 1; index >= 0; index -= 1) {
    const scope = scopes[index];
    if (!scope) continue;
    const result = scope.rules.test(path.slice(scope.base.length));
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return false;
}

/** Text of at most `limits.fileBytes`; invalid UTF-8 becomes U+FFFD, a NUL byte means binary. */
function readText(file: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "r");
    const { size } = fstatSync(descriptor);
    if (size > limits.fileBytes) return undefined;
    const text = size === 0 ? readFileSync(descriptor, "utf8") : readExactly(descriptor, size);
    return text.includes("\0") ? undefined : text.replace(/^\uFEFF/, "");
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Reads no more than the size seen: a file that grows meanwhile cannot exhaust memory. */
function readExactly(descriptor: number, size: number): string {
  const buffer = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(descriptor, buffer, length, size - length, length);
    if (read === 0) break;
    length += read;
  }
  return buffer.toString("utf8", 0, length);
}
