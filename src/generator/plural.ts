const irregular: Readonly<Record<string, string>> = {
  Person: "People",
  Child: "Children",
  Man: "Men",
  Woman: "Women",
};

/** English endings in the order they are tried. What they get wrong (Hero, Leaf, Quiz) `--plural` puts right. */
const endings: readonly [RegExp, string][] = [
  [/([^aeiou])y$/, "$1ies"],
  [/sis$/, "ses"],
  [/(s|x|z|ch|sh)$/, "$1es"],
  [/$/, "s"],
];

/** The English plural of a capitalised word. It always differs from the word, which generated code relies on. */
export function plural(word: string): string {
  const known = irregular[word];
  if (known) return known;
  const [ending, replacement] = endings.find(([pattern]) => pattern.test(word)) ?? [/$/, "s"];
  return word.replace(ending, replacement);
}
