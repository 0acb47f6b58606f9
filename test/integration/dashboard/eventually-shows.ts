import { expect } from "vitest";

/** An assertion of what the page shows, again and again: what is looked at every few seconds is seen after some. */
export function eventually<T>(seen: () => T | Promise<T>) {
  return expect.poll(seen, { timeout: 20_000 });
}
