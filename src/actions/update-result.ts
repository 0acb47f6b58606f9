import type { GeneratedProject } from "../generator/plan-from-manifest.js";
import type { DriftReason } from "../generator/plan-update.js";

/** What became of one project; paths are slash-separated and relative to it. */
export interface ProjectUpdate {
  readonly kind: GeneratedProject["kind"];
  readonly name: string;
  /** Absolute folder. */
  readonly path: string;
  readonly added: readonly string[];
  readonly updated: readonly string[];
  /** Those of `updated` that had been edited though msx owns them. */
  readonly replaced: readonly string[];
  readonly merged: readonly string[];
  /** Merged too, with places between markers that a person must choose for. */
  readonly conflicts: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  /** What differs from a fresh rendering before the update, and why; all there is to say with `--check`. */
  readonly drift: readonly { readonly file: string; readonly reason: DriftReason | "unresolved" }[];
}

/** What `msx update` answers. */
export interface UpdateResult {
  readonly projects: readonly ProjectUpdate[];
  /** Whether files were written. */
  readonly changed: boolean;
  /** Services that msx did not generate: absolute folders. */
  readonly skipped: readonly string[];
  readonly check: boolean;
  readonly dryRun: boolean;
  /** What would change, as a unified diff; only with `--dry-run`. */
  readonly diff?: string;
  /** The commands to go on with. */
  readonly next: readonly string[];
}
