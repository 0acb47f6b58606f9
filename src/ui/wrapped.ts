/** Of a terminal narrower than this lines are left to the terminal. */
const fewestColumns = 30;

/**
 * A line whose words go on in the next one where the terminal ends. A word longer than a line is left as it is.
 * @param columns of the terminal
 * @param hanging how many columns in the lines after the first begin; where that leaves too little, further left
 */
export function wrapped(text: string, columns: number, hanging: number): string {
  if (columns < fewestColumns || visibleLength(text) <= columns) return text;
  const indent = " ".repeat(Math.min(hanging, columns - fewestColumns));
  const margin = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = margin;
  // A word with the spaces behind it, which count only where another word follows.
  for (const [part, word = "", space = ""] of text.slice(margin.length).matchAll(/(\S+)( *)/g)) {
    const isBegun = line.trim() !== "";
    if (isBegun && visibleLength(line) + visibleLength(word) > columns) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += space === "" ? word : part;
  }
  return [...lines, line.trimEnd()].join("\n");
}

/** Columns that a text takes: without the sequences that colour it. */
export function visibleLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI colour sequences are control characters
  return text.replace(/\u001b\[[0-9;]*m/g, "").length;
}
