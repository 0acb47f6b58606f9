import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { forReasons, issueReason } from "./issue-reason.js";

/**
 * Reads and validates a YAML file.
 * @throws MsxError FILE_UNREADABLE, or FILE_INVALID naming file, line, the key's path and what is wrong with it.
 */
export function readYamlFile<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  return parseYaml(readText(file), file, schema);
}

export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new MsxError("FILE_UNREADABLE", { file, detail: (cause as Error).message }, { cause });
  }
}

export function parseYaml<T extends z.ZodType>(text: string, file: string, schema: T): z.infer<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    throw new MsxError("FILE_INVALID", { file, line, detail: broken.message.split("\n")[0] ?? "" });
  }
  const parsed = schema.safeParse(dataOf(document, file), forReasons);
  if (parsed.success) return parsed.data;
  // A key that is misspelt is missing too; the misspelling is what helps.
  const { issues } = parsed.error;
  const unknown = issues.find((one) => one.code === "unrecognized_keys");
  const issue = unknown ?? issues[0];
  const keys = [...(issue?.path ?? []), ...(unknown?.keys.slice(0, 1) ?? [])];
  const path = keys.map((key) => (typeof key === "symbol" ? String(key) : key));
  throw new MsxError("FILE_INVALID", {
    file,
    line: lineOf(document, path, lines),
    detail: phrase("of", { what: path.join(".") || "document", reason: issue ? issueReason(issue) : "-" }),
  });
}

/** What a document holds. An alias of nothing makes it invalid, and so do aliases that multiply beyond reason. */
function dataOf(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new MsxError("FILE_INVALID", { file, line: 1, detail: (cause as Error).message }, { cause });
  }
}

/** The line of the deepest node of the path that exists. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly (string | number)[],
  lines: LineCounter,
): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
