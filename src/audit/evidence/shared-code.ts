import type { CodeText } from "./code-text.js";

/**
 * The source texts that several services have in common, in the order of their files. What is not in them is found out once for
 * all these services, instead of by each of them in every file.
 */
export class SharedCode {
  readonly #texts: readonly CodeText[];
  readonly #matching = new Map<RegExp | string, readonly number[]>();
  readonly #literally = new Map<RegExp | string, readonly number[]>();
  #naming: ReadonlyMap<string, readonly number[]> | undefined;
  #saying: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(texts: readonly CodeText[]) {
    this.#texts = texts;
  }

  /** Indices of the texts with a live match of a pattern. */
  matching(pattern: RegExp): readonly number[] {
    return remembered(this.#matching, pattern, () => this.#where((text) => text.find(pattern).length > 0));
  }

  /** Indices of the texts with a live literal that matches. */
  literally(pattern: RegExp): readonly number[] {
    return remembered(this.#literally, pattern, () =>
      this.#where((text) => text.findLiterals(pattern).length > 0),
    );
  }

  /** Indices of the texts that have a name of `[\w$]` as a word of its own. */
  naming(name: string): readonly number[] {
    this.#naming ??= this.#indexedBy((text) => text.names);
    return this.#naming.get(name) ?? none;
  }

  /** Indices of the texts that have a literal, live or not, of this content. */
  saying(text: string): readonly number[] {
    this.#saying ??= this.#indexedBy((one) => new Set(one.literals.map((literal) => literal.text)));
    return this.#saying.get(text) ?? none;
  }

  #where(holds: (text: CodeText) => boolean): readonly number[] {
    return this.#texts.flatMap((text, index) => (holds(text) ? [index] : none));
  }

  #indexedBy(wordsOf: (text: CodeText) => ReadonlySet<string>): ReadonlyMap<string, readonly number[]> {
    const found = new Map<string, number[]>();
    this.#texts.forEach((text, index) => {
      for (const word of wordsOf(text)) {
        const those = found.get(word);
        if (those) those.push(index);
        else found.set(word, [index]);
      }
    });
    return found;
  }
}

const none: readonly number[] = [];

/** Patterns made from names in other files would pile up. */
const maxPatterns = 800;

/** By the pattern itself, most being constants of their module, and by what it says. */
function remembered(
  known: Map<RegExp | string, readonly number[]>,
  pattern: RegExp,
  find: () => readonly number[],
): readonly number[] {
  const before = known.get(pattern);
  if (before) return before;
  const found = known.get(String(pattern)) ?? find();
  if (known.size >= maxPatterns) known.clear();
  known.set(pattern, found);
  known.set(String(pattern), found);
  return found;
}

/** Service after service has the same texts. */
const sets = new Map<string, SharedCode>();
const maxSets = 16;

/** The shared code of a service. @param texts those of its files that other files have, too */
export function sharedCode(texts: readonly CodeText[]): SharedCode {
  let key = "";
  for (let at = 0; at < texts.length; at += 1) key += `${texts[at]?.id} `;
  const found = sets.get(key) ?? new SharedCode(texts);
  if (sets.size >= maxSets) sets.clear();
  sets.set(key, found);
  return found;
}

/** Lets go of all: see `forgetCodeTexts`. */
export function forgetSharedCode(): void {
  sets.clear();
}
