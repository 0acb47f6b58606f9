import type { Text } from "../../messages/text.js";
import { checklists as builtIn, type ChecklistId, type Checklists } from "../checklists/checklists.js";
import { type CustomRule, orphansOf } from "../custom-rules/load-custom-rules.js";
import type { Rule } from "../engine/rule.js";
import { type ComparedGuideline, type ComparedItem, checklistsOf } from "./compare-guideline.js";

/** The result of `msx guideline check`: its `--json` document. */
export interface GuidelineReport {
  readonly file: string;
  /** In the document's order; a list that stands in it twice is here twice. */
  readonly checklists: readonly CheckedList[];
  /** The "when not to use" lists, which `msx decide` asks about. */
  readonly exceptions: readonly CheckedException[];
  /** Rules of one's own whose item the document does not have. */
  readonly orphanRules: readonly {
    readonly rule: string;
    readonly item: string;
    readonly file: string;
    readonly line: number;
  }[];
  /** Items by status, each counted once. */
  readonly summary: {
    readonly mapped: number;
    readonly unmapped: number;
    readonly changed: number;
    readonly missing: number;
  };
}

export interface CheckedList {
  readonly heading: string;
  readonly checklist: ChecklistId;
  readonly items: readonly CheckedItem[];
  /** Items of msx's guideline that this list lacks. */
  readonly missing: readonly { readonly id: string; readonly title: Text }[];
}

export interface CheckedItem {
  readonly id: string;
  readonly line: number;
  readonly text: string;
  /**
   * `mapped`: rules decide it; `unmapped`: none does, it is `manual`; `changed`: its text is not the one that its rules
   * were written for.
   */
  readonly status: "mapped" | "unmapped" | "changed";
  readonly rules: readonly string[];
  /** Of `changed`: the text before, where it is known. */
  readonly was?: string;
  /** Of `changed`: the mark that says its rules fit the new text. */
  readonly mark?: string;
  /** Of `unmapped`: an item of msx's guideline in other words. */
  readonly resembles?: string;
}

export interface CheckedException {
  readonly id: string;
  readonly line: number;
  readonly text: string;
  readonly status: "known" | "own" | "changed";
  readonly was?: string;
}

/** Maps the items of a guideline to rules, and finds those whose text changed without them. */
export function checkGuideline(
  file: string,
  guideline: ComparedGuideline,
  builtInRules: readonly Rule[],
  custom: readonly CustomRule[],
): GuidelineReport {
  const rules = [...builtInRules, ...custom.map(({ rule }) => rule)];
  const lists = guideline.lists.map(({ heading, checklist, items, missing }) => ({
    heading,
    checklist,
    items: items.map((item) => checkItem(item, rules)),
    missing: missing.map((id) => ({ id, title: titleOf(id) })),
  }));
  return {
    file,
    checklists: lists,
    exceptions: guideline.exceptions.map(({ id, line, text, standing, was }) => ({
      ...{ id, line, text, status: standing },
      ...(was !== undefined && { was }),
    })),
    orphanRules: orphansOf(custom, asMarked(guideline)).map(({ rule, file: place, line }) => ({
      ...{ rule: rule.id, item: rule.item, file: place, line },
    })),
    summary: summarise(lists),
  };
}

/** Whether a report says that something must be looked at: `msx guideline check` then ends with 3. */
export function hasFindings({ summary, exceptions, orphanRules }: GuidelineReport): boolean {
  return (
    summary.changed > 0 || orphanRules.length > 0 || exceptions.some(({ status }) => status === "changed")
  );
}

function checkItem(item: ComparedItem, all: readonly Rule[]): CheckedItem {
  const { id, line, text, standing, was, hash, resembles } = item;
  const rules = all.filter((rule) => rule.item === id).map((rule) => rule.id);
  const status = standing === "changed" ? "changed" : rules.length > 0 ? "mapped" : "unmapped";
  return {
    ...{ id, line, text, status, rules },
    ...(was !== undefined && { was }),
    ...(hash !== undefined && { mark: `<!-- msx: ${id} sha256:${hash} -->` }),
    ...(resembles !== undefined && { resembles }),
  };
}

/** The checklists, an item whose text changed under the id that it had: its rules are no orphans, it is reported itself. */
function asMarked(guideline: ComparedGuideline): Checklists {
  const changed = guideline.lists.flatMap(({ checklist, items }) =>
    items
      .filter(({ standing }) => standing === "changed")
      .map(({ id, text }) => ({ id, checklist, title: { en: text, es: text } })),
  );
  const lists = checklistsOf(guideline);
  return { ...lists, general: [...lists.general, ...changed] };
}

function titleOf(id: string): Text {
  const item = Object.values(builtIn)
    .flat()
    .find((one) => one.id === id);
  return item?.title ?? { en: id, es: id };
}

function summarise(lists: readonly CheckedList[]): GuidelineReport["summary"] {
  const items = lists.flatMap((list) => list.items);
  const ids = (status: CheckedItem["status"]) =>
    new Set(items.filter((item) => item.status === status).map(({ id }) => id));
  const there = new Set(items.map(({ id }) => id));
  const missing = new Set(lists.flatMap((list) => list.missing.map(({ id }) => id)));
  return {
    mapped: ids("mapped").size,
    unmapped: ids("unmapped").size,
    changed: ids("changed").size,
    missing: [...missing].filter((id) => !there.has(id)).length,
  };
}
