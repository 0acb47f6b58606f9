const literal =
  /^(?:true|false|null|undefined|NaN|void 0|default|-?\d[\d_]*(?:\.\d+)?[a-zA-Z]*|"\s*"|'\s*'|`\s*`)$/;

/**
 * The truth of a condition that can be told by reading it, of C# or TypeScript: literals, `!`, `&&`, `||`, comparisons
 * of numbers, and the names in `constants`. Undefined where it depends on anything else. String contents are blanked
 * by the lexer, so an empty-looking string counts as unknown unless it has no width at all.
 */
export function constantTruth(
  condition: string,
  constants: ReadonlyMap<string, boolean> = new Map(),
): boolean | undefined {
  const text = unwrap(
    condition
      .replace(/\(\s*bool\s*\)\s*/g, "")
      .replace(/\bdefault\s*\(\s*bool\s*\)/g, "false")
      .replace(/(?<!&)&(?!&)/g, "&&")
      .trim(),
  );
  if (text.startsWith("!") && !text.startsWith("!=") && !splitTop(text, "&&") && !splitTop(text, "||")) {
    const value = constantTruth(text.slice(1), constants);
    return value === undefined ? undefined : !value;
  }
  const either = splitTop(text, "||");
  if (either) {
    const values = either.map((part) => constantTruth(part, constants));
    return values.includes(true) ? true : values.every((value) => value === false) ? false : undefined;
  }
  const both = splitTop(text, "&&");
  if (both) {
    const values = both.map((part) => constantTruth(part, constants));
    return values.includes(false) ? false : values.every((value) => value === true) ? true : undefined;
  }
  const compared = /^(-?\d[\d_.]*)\s*(===?|!==?|<=?|>=?)\s*(-?\d[\d_.]*)$/.exec(text);
  if (compared) return compare(Number(compared[1]), compared[2] ?? "", Number(compared[3]));
  const equality = /^(true|false)\s*([=!])==?\s*(true|false)$/.exec(text);
  if (equality) return (equality[1] === equality[3]) === (equality[2] === "=");
  const pattern = /^(.+?)\s+is\s+(not\s+)?(true|false)$/.exec(text);
  if (pattern) {
    const value = constantTruth(pattern[1] ?? "", constants);
    return value === undefined
      ? undefined
      : (value === (pattern[3] === "true")) !== (pattern[2] !== undefined);
  }
  const name = text.replace(/^(?:this|[A-Z]\w*)\s*\.\s*(?=\w+$)/, "");
  if (constants.has(name)) return constants.get(name);
  return literal.test(text) ? truthOf(text) : undefined;
}

function truthOf(text: string): boolean | undefined {
  if (/^["'`]/.test(text)) return text.length === 2 ? false : undefined;
  if (/^(false|null|undefined|NaN|void 0|default)$/.test(text)) return false;
  return text === "true" || Number(text.replace(/[_a-zA-Z]/g, "")) !== 0;
}

function compare(left: number, operator: string, right: number): boolean | undefined {
  if (operator.startsWith("=")) return left === right;
  if (operator.startsWith("!")) return left !== right;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  return operator === ">" ? left > right : left >= right;
}

/** Takes off parentheses that enclose the whole text. */
function unwrap(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")") depth -= 1;
    if (depth === 0 && index < text.length - 1) return text;
  }
  return unwrap(text.slice(1, -1).trim());
}

/** Splits at an operator outside brackets; undefined when it is not there. */
function splitTop(text: string, operator: string): string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (/[([{]/.test(text[index] ?? "")) depth += 1;
    else if (/[)\]}]/.test(text[index] ?? "")) depth -= 1;
    else if (depth === 0 && text.startsWith(operator, index)) {
      parts.push(text.slice(from, index));
      index += operator.length - 1;
      from = index + 1;
    }
  }
  return parts.length === 0 ? undefined : [...parts, text.slice(from)];
}
