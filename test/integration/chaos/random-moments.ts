/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Random moments of a run, as shares of its length: one in each of `count` equal parts, in random order, so that few of
 * them reach every phase.
 */
export function randomMoments(count: number, random: () => number): number[] {
  const moments = Array.from({ length: count }, (_, part) => (part + random()) / count);
  for (let last = moments.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [moments[last], moments[other]] = [moments[other] ?? 0, moments[last] ?? 0];
  }
  return moments;
}
