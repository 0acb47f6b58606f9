import { createHash } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import nodePath from "node:path";
import type { FileTree } from "./file-tree.js";
import type { CommittedFile } from "./git-history.js";
import type { AuditedService } from "./service-evidence.js";

/** A larger file is taken to have changed: reading it would cost more than auditing its service. */
const mostBytes = 32 * 1024 * 1024;

/**
 * The files below a folder that are not as they were committed: changed, new or gone, committed since or not. Git's object ids
 * are reckoned here from the files themselves, so that nothing of git's (filters, index) has to run on the work tree.
 */
export function changedFiles(
  root: string,
  tree: FileTree,
  committed: readonly CommittedFile[],
): readonly string[] {
  const before = new Map(committed.map((file) => [file.path, file]));
  const changed = tree.paths.filter((path) => {
    const known = before.get(path);
    return known === undefined || isDifferent(nodePath.join(root, path), known);
  });
  const seen = new Set(tree.paths);
  const gone = committed.filter(({ path }) => !seen.has(path) && !isFile(nodePath.join(root, path)));
  return [...changed, ...gone.map(({ path }) => path)];
}

/** Whether a file on disk is not as it was committed. */
export function isDifferent(file: string, { id, bytes }: CommittedFile): boolean {
  const { size } = lstatSync(file);
  if (size > mostBytes) return true;
  const content = readFileSync(file);
  if (size === bytes && blobId(content, id.length) === id) return false;
  // A checkout on Windows may have other line ends than what is committed.
  const unix = Buffer.from(content.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  return unix.length !== bytes || blobId(unix, id.length) !== id;
}

/** Git's id of a file's content (git-hash-object: "blob", its size, NUL, the content). */
function blobId(content: Buffer, digits: number): string {
  return createHash(digits === 64 ? "sha256" : "sha1")
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest("hex");
}

function isFile(file: string): boolean {
  try {
    return lstatSync(file).isFile();
  } catch {
    return false;
  }
}

/** Pages that no verdict depends on: outside every service they change nothing for any of them. */
const prose = /(?:\.(?:md|txt|adoc|rst)|(?:^|\/)(?:LICENSE|NOTICE|CODE_OF_CONDUCT)[^/]*)$/i;

/**
 * Whether a service is touched by changes: a file of its own, or one of no service that is not prose (the pipeline, the policy,
 * a lock file), which may concern all of them.
 */
export function touchedBy(
  files: readonly string[],
  services: readonly AuditedService[],
): (service: AuditedService) => boolean {
  const foldersOf = ({ folder, alsoIn = [] }: AuditedService) => [folder, ...alsoIn];
  const inside = (file: string, folder: string) => folder === "." || file.startsWith(`${folder}/`);
  const isShared = (file: string) =>
    !prose.test(file) &&
    !services.some((service) => foldersOf(service).some((folder) => inside(file, folder)));
  if (files.some(isShared)) return () => true;
  return (service) => foldersOf(service).some((folder) => files.some((file) => inside(file, folder)));
}
