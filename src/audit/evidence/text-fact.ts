/** How many characters of text are kept for files that may come again. */
const keptChars = 2_000_000;
const known = new Map<unknown, Map<string, unknown>>();
let chars = 0;

/**
 * Something derived from a file's text alone, once for all files of that content: the services of a workspace are generated
 * alike. For what costs more than to look a text up. `derive` is told from others as the function that it is.
 */
export function textFact<T>(text: string, derive: (text: string) => T): T {
  const facts = (known.get(derive) ?? factsOf(derive)) as Map<string, T>;
  const kept = facts.get(text);
  if (kept !== undefined || facts.has(text)) return kept as T;
  const fact = derive(text);
  chars += text.length;
  if (chars > keptChars) {
    for (const one of known.values()) one.clear();
    chars = text.length;
  }
  facts.set(text, fact);
  return fact;
}

function factsOf(derive: unknown): Map<string, unknown> {
  const facts = new Map<string, unknown>();
  known.set(derive, facts);
  return facts;
}
