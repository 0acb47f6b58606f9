import type { Constant } from "./csharp-expressions.js";

/** Values of names that a file's conditions take from other files of its service, as it writes them: `Flags.On`, `enabled`, `isOn()`. */
export type ForeignConstants = ReadonlyMap<string, Constant | undefined>;

export const noForeign: ForeignConstants = new Map();

/** Tells them from others. */
export function keyOf(foreign: ForeignConstants): string {
  return foreign.size === 0 ? "" : JSON.stringify([...foreign]);
}
