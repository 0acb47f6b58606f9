/** The words of a text as they are compared: of three letters or more, without accents, cut to five letters. */
export function wordStems(text: string): ReadonlySet<string> {
  const words = text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/\p{L}{3,}/gu);
  return new Set((words ?? []).map((word) => word.slice(0, 5)));
}

/** How alike two texts are, by the words they share: 0 to 1 (Dice's coefficient). */
export function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  const shared = [...one].filter((stem) => other.has(stem)).length;
  return (2 * shared) / (one.size + other.size);
}
