/** Keys are listed by their UTF-8 bytes; code units, by which strings compare, sort surrogates before U+E000. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (one === other) continue;
    const [isOne, isOther] = [isSurrogate(one), isSurrogate(other)];
    return isOne === isOther ? one - other : isOne ? 1 : -1;
  }
  return left.length - right.length;
}

/** Above every other code unit in UTF-8, but for those that only another surrogate equals. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Small enough to splice quickly, large enough that there are few. */
const chunkKeys = 512;

/** Keys in order, in chunks: found by halving, added and removed by moving at most a chunk. */
export class OrderedKeys {
  /** Never empty but for the only one. */
  readonly #chunks: string[][] = [[]];

  add(key: string): void {
    const { chunk, at, number } = this.#find(key);
    if (chunk[at] === key) return;
    chunk.splice(at, 0, key);
    if (chunk.length > chunkKeys) this.#chunks.splice(number + 1, 0, chunk.splice(chunkKeys / 2));
  }

  delete(key: string): void {
    const { chunk, at, number } = this.#find(key);
    if (chunk[at] !== key) return;
    chunk.splice(at, 1);
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(number, 1);
  }

  /** The first key that is not before a text, and those behind it. */
  *from(text: string): Generator<string> {
    const start = this.#find(text);
    for (let number = start.number; number < this.#chunks.length; number += 1) {
      const chunk = this.#chunks[number] ?? [];
      for (let at = number === start.number ? start.at : 0; at < chunk.length; at += 1) yield chunk[at] ?? "";
    }
  }

  #find(key: string): { chunk: string[]; at: number; number: number } {
    const isBefore = (other: string | undefined): boolean =>
      other !== undefined && compareKeys(other, key) < 0;
    const number = Math.max(0, lowerBound(this.#chunks.length, (at) => isBefore(this.#chunks[at]?.[0])) - 1);
    // The key may be the very first of the chunk behind.
    if (this.#chunks[number + 1]?.[0] === key)
      return { chunk: this.#chunks[number + 1] ?? [], at: 0, number: number + 1 };
    const chunk = this.#chunks[number] ?? [];
    return { chunk, at: lowerBound(chunk.length, (at) => isBefore(chunk[at])), number };
  }
}

/** The first index that is not before, in `[0, length]`. */
function lowerBound(length: number, isBefore: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
