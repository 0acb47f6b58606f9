import type { Item } from "./item.js";

/** Where items come from: what the service was built with, or another service. */
export interface ItemSource {
  /** All of them, in a stable order. */
  list(): Promise<readonly Item[]>;
  find(id: string): Promise<Item | undefined>;
}
