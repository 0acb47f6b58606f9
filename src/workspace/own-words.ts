/** How many words of three letters or more a Markdown text has, without headings and comments: what somebody wrote. */
export function ownWords(markdown: string): number {
  const text = withoutComments(markdown).replace(/^#.*$/gm, "");
  return (text.match(/\p{L}{3,}/gu) ?? []).length;
}

/** By search, not by pattern: thousands of comments that never end would cost a pattern the square of their number. */
function withoutComments(text: string): string {
  let kept = "";
  let from = 0;
  for (;;) {
    const start = text.indexOf("<!--", from);
    if (start === -1) return kept + text.slice(from);
    const end = text.indexOf("-->", start);
    // CommonMark, "HTML blocks": a comment that never ends hides the rest of the document.
    if (end === -1) return kept + text.slice(from, start);
    kept += text.slice(from, start);
    from = end + "-->".length;
  }
}
