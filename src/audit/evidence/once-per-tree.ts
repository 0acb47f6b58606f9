import type { FileTree } from "./file-tree.js";

/** What is derived from a whole repository is derived once, however many of its services ask. */
export function oncePerTree<T>(derive: (tree: FileTree) => T): (tree: FileTree) => T {
  const known = new WeakMap<FileTree, { readonly value: T }>();
  return (tree) => {
    const found = known.get(tree) ?? { value: derive(tree) };
    known.set(tree, found);
    return found.value;
  };
}
