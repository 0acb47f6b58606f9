/** Why something of a repository was not looked at. */
export type LeftOutReason =
  | "too-large"
  | "binary"
  | "generated"
  | "unreadable"
  | "link"
  | "special"
  | "too-deep"
  | "too-many"
  | "ignore-pattern";

export interface LeftOut {
  readonly path: string;
  readonly reason: LeftOutReason;
}

/** The files of a repository, or of one service in it, as the audit sees them: never written, never executed. */
export interface FileTree {
  /** Relative paths with forward slashes, sorted. Ignored, linked and unreadable entries are not among them. */
  readonly paths: readonly string[];
  /** Set when a limit cut the walk short: the report must say that not everything was seen. */
  readonly truncated: boolean;
  /** The text of one of `paths`; undefined when it is missing, binary, or larger than the cap. */
  read(path: string): string | undefined;
  /** What was not looked at so far; the report says so. */
  leftOut?(): readonly LeftOut[];
  /** A digest of a file's content, where contents can be told apart without reading them as text. */
  digest?(path: string): string;
  /** Finds out whether a file can be read; one that cannot is among `leftOut` from then on. */
  look?(path: string): void;
  /** The tree this one is a view of. */
  readonly origin?: FileTree;
}

/** A tree in memory, for tests and for documents that are not on disk. */
export function memoryTree(files: Readonly<Record<string, string>>): FileTree {
  return {
    paths: Object.keys(files).sort(),
    truncated: false,
    read: (path) => files[path],
  };
}

/** The part of a tree below `folder` ("" or "." is the whole), with paths relative to it. */
export function subtree(tree: FileTree, folder: string): FileTree {
  if (folder === "" || folder === ".") return tree;
  const prefix = `${folder}/`;
  // To put a path together costs more than to read what is known of it, and most are read several times.
  const whole = new Map<string, string>();
  for (const path of pathsBelow(tree, folder)) whole.set(path.slice(prefix.length), path);
  const wholeOf = (path: string): string => whole.get(path) ?? prefix + path;
  return {
    paths: [...whole.keys()],
    truncated: tree.truncated,
    read: (path) => tree.read(wholeOf(path)),
    ...(tree.look && { look: (path) => tree.look?.(wholeOf(path)) }),
  };
}

/** The paths below a folder. They stand together in a sorted list, so the cost is theirs and not the repository's. */
export function pathsBelow({ paths }: FileTree, folder: string): readonly string[] {
  const start = firstFrom(paths, `${folder}/`);
  return paths.slice(start, firstFrom(paths, `${folder}0`, start)); // "0" is what follows "/"
}

/** Index of the first path that is not before `text`. */
function firstFrom(paths: readonly string[], text: string, from = 0): number {
  let low = from;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((paths[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

const known = new WeakMap<FileTree, Map<unknown, unknown>>();

/**
 * Something derived from a repository's own files (those outside its services), computed once however many services ask.
 * What lies in services is no business of such a fact: a change there does not make remembered findings stale.
 */
export function treeFact<T>(tree: FileTree, derive: (tree: FileTree) => T): T {
  const whole = tree.origin ?? tree;
  const facts = known.get(whole) ?? new Map<unknown, unknown>();
  known.set(whole, facts);
  if (!facts.has(derive)) facts.set(derive, derive(whole));
  return facts.get(derive) as T;
}
