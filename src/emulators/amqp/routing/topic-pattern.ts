/**
 * Whether a routing key matches a topic's binding key: words between dots, `*` for one word, `#` for any number of them.
 * Takes words × words steps at most, whatever the pattern.
 */
export function matchesTopic(pattern: readonly string[], words: readonly string[]): boolean {
  /** reached[w]: the pattern so far matches the first w words. */
  let reached: boolean[] = [true, ...words.map(() => false)];
  for (const part of pattern) {
    const next: boolean[] = new Array(words.length + 1).fill(false);
    for (let count = 0; count <= words.length; count += 1) {
      if (part === "#") next[count] = reached[count] === true || (count > 0 && next[count - 1] === true);
      else if (count > 0)
        next[count] = reached[count - 1] === true && (part === "*" || part === words[count - 1]);
    }
    reached = next;
  }
  return reached[words.length] === true;
}
