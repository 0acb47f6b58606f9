import type { Upstream } from "../proxy/upstream.js";

/**
 * Turns by weight, spread evenly: 3 to 1 gives a a b a, not a a a b. This is nginx's smooth weighted round robin: at
 * every turn each candidate gains its weight, and the one with most gives up the sum of all.
 */
export class WeightedTurns {
  #upstreams: readonly Upstream[] = [];
  #credits: number[] = [];

  /** The next of the instances that `isCandidate`; undefined when none is. Weights are above 0. */
  next(
    upstreams: readonly Upstream[],
    weights: readonly number[],
    isCandidate: (upstream: Upstream, weight: number) => boolean,
  ): Upstream | undefined {
    if (upstreams !== this.#upstreams) this.#follow(upstreams);
    let best: number | undefined;
    let sum = 0;
    for (const [index, upstream] of upstreams.entries()) {
      const weight = weights[index] ?? 1;
      if (!isCandidate(upstream, weight)) continue;
      const credit = this.#creditAt(index) + weight;
      this.#credits[index] = credit;
      sum += weight;
      if (best === undefined || credit > this.#creditAt(best)) best = index;
    }
    if (best === undefined) return undefined;
    this.#credits[best] = this.#creditAt(best) - sum;
    return upstreams[best];
  }

  /** An instance that stays keeps its place, or a list that changes often would always begin with the heaviest. */
  #follow(upstreams: readonly Upstream[]): void {
    const credits = new Map(this.#upstreams.map((upstream, index) => [upstream, this.#creditAt(index)]));
    this.#upstreams = upstreams;
    this.#credits = upstreams.map((upstream) => credits.get(upstream) ?? 0);
  }

  #creditAt(index: number): number {
    return this.#credits[index] ?? 0;
  }
}
