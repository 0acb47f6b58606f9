/** How many bytes of files that came twice are kept, to know them when they come again. */
const keptBytes = 2_000_000;
/** How many files that came once are remembered by their fingerprint alone. */
const maxOnce = 50_000;
/** Bytes looked at to tell two contents of one length apart; all of them are compared before one is taken for another. */
const sampled = 16;

interface Kept {
  readonly bytes: Buffer;
  readonly text: string;
}

/**
 * Decodes files, each content once: the services of a workspace are generated alike. Whoever remembers something of a text
 * then finds it by a string that it has seen, whose hash is known, instead of by one to be read again.
 */
export class SharedTexts {
  readonly #decode: (bytes: Buffer) => string;
  readonly #kept = new Map<number, Kept>();
  readonly #once = new Set<number>();
  #bytes = 0;

  constructor(decode: (bytes: Buffer) => string) {
    this.#decode = decode;
  }

  /** The text of a content. @param bytes may be overwritten afterwards */
  of(bytes: Buffer): string {
    const mark = fingerprint(bytes);
    const known = this.#kept.get(mark);
    if (known?.bytes.equals(bytes)) return known.text;
    const text = this.#decode(bytes);
    // Files that differ in a name alone have one fingerprint. To keep each instead of the last would only copy them.
    if (known) return text;
    if (!this.#once.has(mark)) {
      if (this.#once.size >= maxOnce) this.#once.clear();
      this.#once.add(mark);
    } else this.#keep(mark, { bytes: Buffer.from(bytes), text });
    return text;
  }

  #keep(mark: number, kept: Kept): void {
    this.#bytes += kept.bytes.length;
    if (this.#bytes > keptBytes) {
      this.#kept.clear();
      this.#bytes = kept.bytes.length;
    }
    this.#kept.set(mark, kept);
  }
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over the length and some bytes spread over the content. */
function fingerprint(bytes: Buffer): number {
  const { length } = bytes;
  const step = Math.max(1, Math.floor(length / sampled));
  let sum = 0x811c9dc5 ^ length;
  for (let at = length - 1; at >= 0; at -= step) sum = Math.imul(sum, 0x01000193) ^ (bytes[at] ?? 0);
  return sum;
}
