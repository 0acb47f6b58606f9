import { mergeText } from "./git.js";
import { mergePackageJson } from "./package-json.js";
import type { FileUpdate } from "./plan-update.js";

/** An update with what the file becomes. */
export interface ResolvedUpdate extends FileUpdate {
  /** Undefined when the file goes, or stays absent. */
  readonly result: Uint8Array | undefined;
  /** Places that a person must choose for; they stand between conflict markers. */
  readonly conflicts: number;
}

/**
 * Carries out the merge that a plan asks for; what is not to be merged becomes what the plan says.
 * @param base what the templates made of the project's sample files when it was generated, by path
 * @throws MsxError GIT_MISSING
 */
export async function mergeUpdate(
  update: FileUpdate,
  base: ReadonlyMap<string, string>,
): Promise<ResolvedUpdate> {
  if (update.action !== "merge") {
    const result = update.action === "unchanged" ? update.before : update.after;
    return { ...update, result, conflicts: 0 };
  }
  const [mine, theirs] = [textOf(update.before), textOf(update.after)];
  const before = base.get(update.path);
  const entries =
    update.path === "package.json" && before !== undefined
      ? mergePackageJson(before, mine, theirs)
      : undefined;
  const merge =
    entries === undefined ? await mergeText(before, mine, theirs) : { text: entries, conflicts: 0 };
  const result = Buffer.from(merge.text);
  // Both sides made the same change, or the user's holds the templates' already.
  if (merge.text === mine) return { ...update, action: "unchanged", result, conflicts: 0 };
  return { ...update, result, conflicts: merge.conflicts };
}

function textOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("utf8");
}
