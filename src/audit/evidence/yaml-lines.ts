import { isNode, LineCounter, parseDocument } from "yaml";

type Path = readonly (string | number)[];

export interface YamlLines {
  /** First and last line of the value at a path; 1 for both where there is none. */
  of(path: Path): { readonly line: number; readonly end: number };
  value(path: Path): unknown;
}

/** Where the values of a YAML text stand. */
export function yamlLines(text: string): YamlLines {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, logLevel: "silent" });
  return {
    of(path) {
      const node = document.getIn(path, true);
      if (!isNode(node) || !node.range) return { line: 1, end: 1 };
      const [start, end] = node.range;
      const last = start + text.slice(start, end).trimEnd().length;
      return { line: counter.linePos(start).line, end: counter.linePos(Math.max(start, last - 1)).line };
    },
    value: (path) => document.getIn(path),
  };
}
