const before =
  /(?:\b(?:if|while|switch|when|for)\s*\([!(\s]*|\b(?:case|bool\s+\w+\s*=>?)\s*|(?:&&|\|\||[!=]==?|[^?]\?|!)\s*[!(]*)$/;
const after = /^(?:\s*\??\.\s*[\w$]+)*(?:\s*\(\s*\))?[\s)]*(?:&&|\|\||\?(?![.?])|[!=]==?|[<>]=?|\bis\b)/;

/** Whether what stands between two offsets of blanked code may be part of a condition. Errs towards yes. */
export function isInCondition(code: string, start: number, end: number): boolean {
  const rest = code.slice(end, end + 80);
  return before.test(code.slice(Math.max(0, start - 60), start)) || after.test(rest);
}
