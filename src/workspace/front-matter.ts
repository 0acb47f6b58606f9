export interface FrontMatter {
  /** The YAML, with blank lines before it, so that its lines are the file's. */
  readonly yaml: string;
  readonly body: string;
  /** How many lines of the file stand before `body`. */
  readonly bodyLine: number;
}

/** The YAML between `---` lines that a Markdown file starts with, and what follows; undefined when it starts otherwise. */
export function splitFrontMatter(text: string): FrontMatter | undefined {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines[0]?.trimEnd() !== "---") return undefined;
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
  if (end === -1) return undefined;
  return {
    yaml: `${["", ...lines.slice(1, end)].join("\n")}\n`,
    body: lines.slice(end + 1).join("\n"),
    bodyLine: end + 1,
  };
}
