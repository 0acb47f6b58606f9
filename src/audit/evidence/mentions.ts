/** More mentions of a name are not collected: a name so often used is in use. */
const enough = 40;

/** Offsets in blanked code at which a name stands as a word of its own (`#name` is another name than `name`); at most 40. */
export function mentionsOf(code: string, name: string): readonly number[] {
  const found: number[] = [];
  for (
    let at = code.indexOf(name);
    at >= 0 && found.length < enough;
    at = code.indexOf(name, at + name.length)
  ) {
    if (!isWord(code, at - 1) && code[at - 1] !== "#" && !isWord(code, at + name.length)) found.push(at);
  }
  return found;
}

function isWord(code: string, at: number): boolean {
  return at >= 0 && at < code.length && /[\w$]/.test(code[at] ?? "");
}
