import type { DiscoveredInstance } from "./discovery.js";

/**
 * Instances in turn, each as often as its weight says, spread out evenly (smooth weighted round robin): equal weights are
 * plain round robin, and 9 to 1 gives the light one every tenth turn, never two in a row.
 */
export class WeightedTurns {
  /** What each instance is owed, by URL. */
  #owed = new Map<string, number>();

  /** The URL whose turn it is; undefined when there is none. */
  next(instances: readonly DiscoveredInstance[]): string | undefined {
    const owed = new Map<string, number>();
    let total = 0;
    let chosen: string | undefined;
    for (const { url, weight } of instances) {
      const credit = (this.#owed.get(url) ?? 0) + weight;
      owed.set(url, credit);
      total += weight;
      if (chosen === undefined || credit > (owed.get(chosen) ?? 0)) chosen = url;
    }
    if (chosen !== undefined) owed.set(chosen, (owed.get(chosen) ?? 0) - total);
    this.#owed = owed;
    return chosen;
  }
}
