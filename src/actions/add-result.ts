import type { AdditionKind } from "../generator/add/addition.js";

/** What `msx add …` answers. */
export interface AddResult {
  readonly added: { readonly kind: AdditionKind; readonly name: string; readonly service: string };
  /** Relative to the workspace, new ones first. */
  readonly files: readonly { readonly path: string; readonly change: "new" | "changed" }[];
  /** All changes in unified form; only with `--dry-run`. */
  readonly diff?: string;
  /** What to go on with: files to write in, lines to use, commands. */
  readonly next: readonly string[];
  readonly dryRun: boolean;
}
