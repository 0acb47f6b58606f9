/** What patterns said of a path, a bit for each. */
interface Told {
  asked: number;
  matched: number;
}

/** Services are laid out alike: most paths are asked about as often as there are services. */
const byPath = new Map<string, Told>();
const maxPaths = 20_000;

/** The bit of each pattern, by what it says: as many as a small integer holds. */
const bits = new Map<string, number>();
const maxBits = 30;

/** The paths of a service, of which each pattern is asked once however many services have them. */
export class ToldPaths {
  readonly #paths: readonly string[];
  readonly #told: readonly Told[];

  constructor(paths: readonly string[]) {
    this.#paths = paths;
    this.#told = paths.map(toldOf);
  }

  /** Those that match, in their order. @param pattern without the `g` flag */
  matching(pattern: RegExp): readonly string[] {
    const bit = bitOf(pattern);
    if (bit === undefined) return this.#paths.filter((path) => pattern.test(path));
    const found: string[] = [];
    for (let at = 0; at < this.#paths.length; at += 1) {
      const path = this.#paths[at] ?? "";
      const told = this.#told[at];
      if (told && matches(told, bit, pattern, path)) found.push(path);
    }
    return found;
  }
}

function matches(told: Told, bit: number, pattern: RegExp, path: string): boolean {
  if ((told.asked & bit) === 0) {
    told.asked |= bit;
    if (pattern.test(path)) told.matched |= bit;
  }
  return (told.matched & bit) !== 0;
}

function toldOf(path: string): Told {
  const known = byPath.get(path);
  if (known) return known;
  const told = { asked: 0, matched: 0 };
  if (byPath.size >= maxPaths) byPath.clear();
  byPath.set(path, told);
  return told;
}

/** The same of the patterns that are constants of their module: to spell one costs more than the rest. */
const bitsByPattern = new WeakMap<RegExp, number>();

function bitOf(pattern: RegExp): number | undefined {
  const seen = bitsByPattern.get(pattern);
  if (seen !== undefined) return seen;
  const bit = bitBySpelling(pattern);
  if (bit !== undefined) bitsByPattern.set(pattern, bit);
  return bit;
}

function bitBySpelling(pattern: RegExp): number | undefined {
  const key = String(pattern);
  const known = bits.get(key);
  if (known !== undefined || bits.size >= maxBits) return known;
  const bit = 1 << bits.size;
  bits.set(key, bit);
  return bit;
}
