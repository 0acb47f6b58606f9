/** Each slot reaches 10 % further than the one before: what is read from it is within 5 % of what went in. */
const growth = 1.1;
const leastMs = 0.1;
/** The last one reaches past two minutes. */
const slots = 150;

/** How long requests took, in as much memory for a million of them as for one. */
export class Latencies {
  readonly #counts = new Uint32Array(slots);

  add(durationMs: number): void {
    const slot = durationMs <= leastMs ? 0 : Math.ceil(Math.log(durationMs / leastMs) / Math.log(growth));
    const at = Math.min(slot, slots - 1);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** The durations that these shares of all requests stayed within, in milliseconds; undefined of no requests. */
  static percentiles(all: readonly Latencies[], shares: readonly number[]): (number | undefined)[] {
    const sums = new Array<number>(slots).fill(0);
    for (const one of all) {
      one.#counts.forEach((count, slot) => {
        sums[slot] = (sums[slot] ?? 0) + count;
      });
    }
    const total = sums.reduce((sum, count) => sum + count, 0);
    return shares.map((share) => (total === 0 ? undefined : valueAt(sums, Math.ceil(share * total))));
  }
}

function valueAt(counts: readonly number[], rank: number): number {
  let seen = 0;
  for (const [slot, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) return middleOf(slot);
  }
  return middleOf(slots - 1);
}

function middleOf(slot: number): number {
  return slot === 0 ? leastMs : leastMs * growth ** (slot - 0.5);
}
