import type { Item } from "../domain/item.js";
import type { ItemSource } from "../domain/item-source.js";

/** Samples: put what the service really serves here, or give the use cases another source (docs/adr/0003-source.md). */
const builtIn: readonly Item[] = [
  { id: "first", name: "First", description: "Comes with the service" },
  { id: "second", name: "Second" },
];

/** What the service was built with: every replica of a version answers the same, and nothing can be away. */
export const builtInItems: ItemSource = {
  list: async () => builtIn,
  find: async (wanted) => builtIn.find(({ id }) => id === wanted),
};
