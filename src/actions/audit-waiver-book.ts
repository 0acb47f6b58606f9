import path from "node:path";
import type { WaiverBook } from "../audit/engine/excuse.js";
import type { RuleInfo } from "../audit/engine/rule.js";
import { type Judgement, judgeWaiver, policyWaivers, type Waiver } from "../audit/engine/waivers.js";
import type { FileTree } from "../audit/evidence/file-tree.js";
import { GitHistory, GitRefusal } from "../audit/evidence/git-history.js";
import { waiverAuthors } from "../audit/evidence/waiver-authors.js";
import { yamlLines } from "../audit/evidence/yaml-lines.js";
import { readText } from "../workspace/yaml-file.js";
import type { Settings } from "./rules-in-force.js";

export interface OpenWaivers extends WaiverBook {
  /** Ends the reading of the history. */
  close(): void;
}

/**
 * The waivers of the workspace around an audited folder, and the judge of any. The history is read when a waiver first needs it.
 * @throws MsxError FILE_UNREADABLE (msx.yaml)
 */
export function openWaivers(options: {
  /** What `tree` is of. */
  readonly root: string;
  readonly workspaceFolder: string | undefined;
  readonly tree: FileTree;
  readonly settings: Pick<Settings, "approvers" | "waivers">;
  /** Those that a waiver may name. */
  readonly rules: readonly RuleInfo[];
  readonly now: Date;
  readonly strict: boolean;
}): OpenWaivers {
  const { root, workspaceFolder, tree, settings, rules, now, strict } = options;
  const declared = workspaceFolder === undefined ? [] : declaredIn(workspaceFolder, settings.waivers);
  let history: { readonly opened: GitHistory | undefined } | undefined;
  const judged = new Map<string, Judgement>();
  const court = {
    ...{ rules, approvers: settings.approvers, now, strict },
    authorsOf(waiver: Waiver) {
      history ??= { opened: open(root) };
      return waiverAuthors(waiver, tree, history.opened);
    },
  };
  return {
    declared,
    judge(waiver) {
      const key = JSON.stringify(waiver);
      const judgement = judged.get(key) ?? judgeWaiver(waiver, court);
      judged.set(key, judgement);
      return judgement;
    },
    close: () => history?.opened?.close(),
  };
}

function declaredIn(folder: string, waivers: Parameters<typeof policyWaivers>[0]): readonly Waiver[] {
  if (waivers.length === 0) return [];
  const lines = yamlLines(readText(path.join(folder, "msx.yaml")));
  return policyWaivers(waivers, "msx.yaml", (index) => lines.of(["policy", "waivers", index]));
}

/** No history is no failure of the audit: each waiver then says what could not be seen. */
function open(root: string): GitHistory | undefined {
  try {
    return GitHistory.open(root);
  } catch (error) {
    if (error instanceof GitRefusal) return undefined;
    throw error;
  }
}
