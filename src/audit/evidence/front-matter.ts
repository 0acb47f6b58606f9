import type { Reason } from "../../errors/detail.js";
import { splitFrontMatter } from "../../workspace/front-matter.js";
import type { FileTree } from "./file-tree.js";
import { type ParsedDocument, parseFile } from "./parsed-document.js";

/** A Markdown file that says of itself, in YAML at its top, what it is. */
export interface FrontMatterFile {
  readonly path: string;
  /** Undefined when the YAML is broken. */
  readonly front: ParsedDocument | undefined;
  readonly problem: { readonly line: number; readonly detail: Reason } | undefined;
  readonly body: string;
  /** How many lines stand before `body`. */
  readonly bodyLine: number;
}

/** A file's front matter; undefined when the file has none or cannot be read. */
export function frontMatterOf(tree: FileTree, path: string): FrontMatterFile | undefined {
  const parts = splitFrontMatter(tree.read(path) ?? "");
  if (parts === undefined) return undefined;
  const { documents, problem } = parseFile(path, parts.yaml);
  return { path, front: documents[0], problem, body: parts.body, bodyLine: parts.bodyLine };
}
