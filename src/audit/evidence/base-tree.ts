import { existsSync } from "node:fs";
import nodePath from "node:path";
import { isDifferent } from "./changed-files.js";
import { isPassedOver, textOf } from "./disk-tree.js";
import type { FileTree } from "./file-tree.js";
import type { CommittedFile, GitHistory } from "./git-history.js";

/** Bounds on what is read of a commit: a contract larger than a file of the work tree may be is not read either. */
const limits = { fileBytes: 1_048_576, batchBytes: 16_777_216, keptBytes: 134_217_728 };

/** What contracts, and the files that make a folder a service, are called. */
const telling = /\.(?:json|ya?ml)$/i;
const lockFile = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|packages\.lock\.json)$/;

/**
 * A repository's contracts and services as they were committed: its JSON and YAML, what the work tree leaves out left out. A file
 * that is as it was is read from the work tree.
 * @param committed the commit's files
 * @throws GitRefusal when a content is not in this copy of the repository
 */
export function baseTree(
  history: GitHistory,
  committed: readonly CommittedFile[],
  root: string,
  tree: FileTree,
): FileTree {
  const present = new Set(tree.paths);
  const files = committed.filter(
    ({ path }) =>
      telling.test(path) && !lockFile.test(path) && !isPassedOver(path) && !isLeftOut(path, root, present),
  );
  const changed = files.filter(
    (file) => !present.has(file.path) || isDifferent(nodePath.join(root, file.path), file),
  );
  const { texts, truncated } = contentsOf(history, changed);
  const apart = new Set(changed.map(({ path }) => path));
  return {
    paths: files.map(({ path }) => path).sort(),
    truncated,
    read: (path) => (apart.has(path) ? texts.get(path) : present.has(path) ? tree.read(path) : undefined),
  };
}

/** Whether a file is there and yet not looked at (it is ignored now): it is not gone. */
function isLeftOut(path: string, root: string, present: ReadonlySet<string>): boolean {
  return !present.has(path) && existsSync(nodePath.join(root, path));
}

function contentsOf(history: GitHistory, files: readonly CommittedFile[]) {
  const texts = new Map<string, string>();
  let kept = 0;
  let truncated = false;
  for (const batch of batchesOf(files.filter(({ bytes }) => !(bytes > limits.fileBytes)))) {
    for (const [index, content] of history.contents(batch).entries()) {
      const path = batch[index]?.path ?? "";
      if (content.includes(0)) continue;
      kept += content.length;
      truncated = kept > limits.keptBytes;
      if (truncated) return { texts, truncated };
      texts.set(path, textOf(content));
    }
  }
  return { texts, truncated };
}

function batchesOf(files: readonly CommittedFile[]): readonly (readonly CommittedFile[])[] {
  const batches: CommittedFile[][] = [];
  let room = 0;
  for (const file of files) {
    const bytes = Number.isNaN(file.bytes) ? 0 : file.bytes;
    if (room < bytes || batches.length === 0) {
      batches.push([]);
      room = limits.batchBytes;
    }
    batches.at(-1)?.push(file);
    room -= bytes;
  }
  return batches;
}
