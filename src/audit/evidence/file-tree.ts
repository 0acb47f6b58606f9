/** The files of a repository, or of one service in it, as the audit sees them: never written, never executed. */
export interface FileTree {
  /** Relative paths with forward slashes, sorted. Ignored, linked and unreadable entries are not among them. */
  readonly paths: readonly string[];
  /** Set when a limit cut the walk short: the report must say that not everything was seen. */
  readonly truncated: boolean;
  /** The text of one of `paths`; undefined when it is missing, binary, or larger than the cap. */
  read(path: string): string | undefined;
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
  return {
    paths: tree.paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length)),
    truncated: tree.truncated,
    read: (path) => tree.read(prefix + path),
  };
}
