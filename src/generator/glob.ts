/**
 * A matcher of slash-separated relative paths. `*` stands for anything within one segment, `**` for any number of
 * segments, everything else for itself.
 */
export function globMatcher(patterns: readonly string[]): (file: string) => boolean {
  const expressions = patterns.map((pattern) => new RegExp(`^${translate(pattern)}$`));
  return (file) => expressions.some((expression) => expression.test(file));
}

function translate(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|\*|[^*]/g, (part) => {
    if (part === "**/") return "(?:[^/]+/)*";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part.replace(/[.+?^${}()|[\]\\]/, "\\$&");
  });
}
