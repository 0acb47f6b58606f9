/**
 * A text of XML or Markdown with its comments blanked, so that lines and offsets stay. One that never ends hides the rest, as in
 * CommonMark. By search, not by pattern: thousands of beginnings would cost a pattern the square of their number.
 */
export function blankComments(text: string): string {
  let start = text.indexOf("<!--");
  if (start === -1) return text;
  let blanked = "";
  let from = 0;
  while (start !== -1) {
    const found = text.indexOf("-->", start + "<!--".length);
    const end = found === -1 ? text.length : found + "-->".length;
    blanked += text.slice(from, start) + text.slice(start, end).replace(/[^\n]/g, " ");
    from = end;
    start = text.indexOf("<!--", from);
  }
  return blanked + text.slice(from);
}
