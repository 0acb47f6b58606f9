import { createHash } from "node:crypto";

/** Managed: msx owns it and an update replaces it. Sample: written once, the user's from then on. */
export type Owner = "managed" | "sample";

/** One file to be written: pure data, so that a plan can be compared, printed and tested without a disk. */
export interface PlannedFile {
  /** Slash-separated, relative to the tree's root; never leaves it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  readonly owner: Owner;
  /** Of `bytes`, in hexadecimal. */
  readonly sha256: string;
}

export function plannedFile(file: Omit<PlannedFile, "sha256">): PlannedFile {
  return { ...file, sha256: sha256(file.bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** By code unit, so that the order is the same in every locale. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
