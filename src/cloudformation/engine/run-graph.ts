export interface GraphItem {
  readonly id: string;
  /** Of those in the same graph. */
  readonly after: readonly string[];
}

/** As many requests under way at once as AWS takes without slowing down. */
const atOnce = 8;

/**
 * Runs each item when those it comes after are done, side by side where it can. After a failure, or when the signal
 * aborts, none is begun any more; those under way are waited for.
 * @returns what failed, in the order it did
 */
export async function runGraph<Item extends GraphItem>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
  { signal, goOn = false }: { readonly signal?: AbortSignal; readonly goOn?: boolean } = {},
): Promise<readonly { readonly item: Item; readonly error: unknown }[]> {
  const waiting = new Map(items.map((item) => [item.id, item]));
  const underWay = new Map<string, Promise<void>>();
  const failures: { item: Item; error: unknown }[] = [];
  const failed = new Set<string>();
  const pending = (id: string): boolean => waiting.has(id) || underWay.has(id) || failed.has(id);
  for (;;) {
    const stopped = signal?.aborted === true || (failures.length > 0 && !goOn);
    for (const item of stopped ? [] : [...waiting.values()]) {
      if (underWay.size >= atOnce || item.after.some((id) => id !== item.id && pending(id))) continue;
      waiting.delete(item.id);
      const running = run(item).catch((error: unknown) => {
        failures.push({ item, error });
        failed.add(item.id);
      });
      underWay.set(
        item.id,
        running.then(() => {
          underWay.delete(item.id);
        }),
      );
    }
    if (underWay.size === 0) return failures;
    await Promise.race(underWay.values());
  }
}
