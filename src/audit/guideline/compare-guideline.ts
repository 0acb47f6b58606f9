import {
  type ChecklistId,
  type ChecklistItem,
  checklists,
  formExceptions,
} from "../checklists/checklists.js";
import { type ListEntry, type ListSection, wording, wordingHash } from "./markdown-lists.js";
import { similarity, wordStems } from "./similarity.js";

/** Something msx knows in words: an item of a checklist, or a case in which a form is not to be taken. */
interface Known {
  readonly id: string;
  /** Its words, each way it may be written. */
  readonly texts: readonly string[];
  readonly wordings: readonly string[];
  readonly stems: readonly ReadonlySet<string>[];
}

/**
 * `known`: word for word an item of msx's guideline, or marked as one. `own`: an item of this document alone.
 * `changed`: other words than those its rules were written for.
 */
export type Standing = "known" | "own" | "changed";

/** An item of a document, and what it is to msx. */
export interface ComparedItem {
  readonly id: string;
  readonly text: string;
  readonly line: number;
  readonly heading: string;
  readonly standing: Standing;
  /** Of `changed`: the words it had. Absent where only their hash is known. */
  readonly was?: string;
  /** Of `changed`: the hash to write into its mark once its rules have been looked at. */
  readonly hash?: string;
  /** Of `own`: the item of msx's guideline that it resembles. */
  readonly resembles?: string;
}

export interface ComparedList {
  readonly heading: string;
  readonly checklist: ChecklistId;
  readonly items: readonly ComparedItem[];
  /** Ids of msx's items that this list lacks, where it is recognisably one of msx's lists. */
  readonly missing: readonly string[];
}

export interface ComparedGuideline {
  readonly lists: readonly ComparedList[];
  /** The "when not to use" lists. */
  readonly exceptions: readonly ComparedItem[];
}

const checklistIds = ["microservices", "serverless", "migrations"] as const;
const whenNot = /cu[aá]ndo no (?:usar|utilizar)|when not to use/i;
/** From here on two texts are taken for versions of one. */
const alike = 0.6;
/** In a list of msx's own, an item that stands for a missing one may have changed more. */
const alikeInPlace = 0.4;

const allItems = checklistIds.flatMap((name) => checklists[name]);
/** Of each entry, computed once. */
const stemsOf = new WeakMap<ListEntry, ReadonlySet<string>>();

interface KnownTexts {
  readonly items: readonly (readonly Known[])[];
  readonly exceptions: readonly (readonly Known[])[];
}
let ofMsx: KnownTexts | undefined;

/** What msx's own guideline has, in the order of `checklistIds`. Made when a document is compared: most audits compare none. */
function knownTexts(): KnownTexts {
  ofMsx ??= {
    items: checklistIds.map((name) => checklists[name].map(knownItem)),
    exceptions: (["microservices", "serverless"] as const).map((form) =>
      formExceptions
        .filter((exception) => exception.form === form)
        .map(({ id, title, reason }) =>
          known(id, [`${title.es}: ${reason.es}`, `${title.en}: ${reason.en}`]),
        ),
    ),
  };
  return ofMsx;
}

function knownItem({ id, title }: ChecklistItem): Known {
  return known(id, [title.es, title.en]);
}

function known(id: string, texts: readonly string[]): Known {
  return { id, texts, wordings: texts.map(wording), stems: texts.map(wordStems) };
}

/** Compares the checklists and exceptions of a guideline with those msx has rules for. */
export function compareGuideline(sections: readonly ListSection[]): ComparedGuideline {
  return {
    lists: sections
      .map((section) => ({ ...section, entries: section.entries.filter(({ box }) => box) }))
      .filter(({ entries }) => entries.length > 0)
      .map(compareList),
    exceptions: sections
      .filter(
        ({ headings, entries }) => whenNot.test(headings.at(-1) ?? "") && !entries.some(({ box }) => box),
      )
      .flatMap((section) => compareSection(section, knownTexts().exceptions).items),
  };
}

/** The checklists of a guideline as the audit takes them: an item that stands in several lists once. */
export function checklistsOf({ lists }: ComparedGuideline): Readonly<Record<ChecklistId, ChecklistItem[]>> {
  const found: Record<ChecklistId, ChecklistItem[]> = {
    microservices: [],
    serverless: [],
    migrations: [],
    general: [],
  };
  const seen = new Set<string>();
  for (const { checklist, items } of lists) {
    for (const item of items.map((compared) => auditedItem(compared, checklist))) {
      if (seen.has(item.id)) continue;
      seen.add(item.id);
      found[item.checklist].push(item);
    }
  }
  return found;
}

function auditedItem({ id, text, standing }: ComparedItem, checklist: ChecklistId): ChecklistItem {
  const own = { en: text, es: text };
  // no rule decides other words than its own
  if (standing === "changed") return { id: itemId(text), checklist, title: own };
  const builtIn = standing === "known" ? allItems.find((item) => item.id === id) : undefined;
  const sameWords =
    builtIn && [builtIn.title.es, builtIn.title.en].some((one) => wording(one) === wording(text));
  return {
    id,
    checklist: builtIn?.checklist ?? checklist,
    title: sameWords ? builtIn.title : own,
  };
}

function compareList(section: ListSection): ComparedList {
  const { items, kind, missing } = compareSection(section, knownTexts().items);
  const named = kind === undefined ? undefined : checklistIds[kind];
  return {
    heading: section.headings.at(-1) ?? "",
    checklist: named ?? checklistNamed(section.headings),
    items,
    missing,
  };
}

/** What a list is about, by the innermost heading that names one form and not several. */
function checklistNamed(headings: readonly string[]): ChecklistId {
  for (const heading of [...headings].reverse()) {
    const named = [
      /migra/i.test(heading) ? ("migrations" as const) : undefined,
      /serverless|lambda|funci[oó]n|\bfunctions?\b/i.test(heading) ? ("serverless" as const) : undefined,
      /microserv/i.test(heading) ? ("microservices" as const) : undefined,
    ].filter((one) => one !== undefined);
    const [only] = named;
    if (only && named.length === 1) return only;
  }
  return "general";
}

/** Pairs the entries of a section with what is known: by mark, by words, then by likeness and place in msx's lists. */
function compareSection(
  section: ListSection,
  groups: readonly (readonly Known[])[],
): { items: readonly ComparedItem[]; kind: number | undefined; missing: readonly string[] } {
  const { entries } = section;
  const exact = entries.map((entry) => knownFor(entry, groups.flat()));
  const kind = recognised(entries, exact, groups);
  const unpaired = (kind === undefined ? [] : (groups[kind] ?? [])).filter(
    (one) => !exact.some((found) => found?.id === one.id),
  );
  const replaced = pairs(entries, exact, unpaired, (kind === undefined ? undefined : groups[kind]) ?? []);
  const heading = section.headings.at(-1) ?? "";
  const items = entries.map((entry, index) =>
    itemOf(entry, { heading, known: exact[index], was: replaced.get(index), all: groups.flat() }),
  );
  const missing = unpaired.filter((one) => ![...replaced.values()].includes(one)).map(({ id }) => id);
  return { items, kind, missing };
}

function knownFor(entry: ListEntry, all: readonly Known[]): Known | undefined {
  if (entry.mark) return all.find(({ id }) => id === entry.mark?.id);
  const words = wording(entry.text);
  return all.find(({ wordings }) => wordings.includes(words));
}

/** The group of which a section has at least half, word for word or nearly. */
function recognised(
  entries: readonly ListEntry[],
  exact: readonly (Known | undefined)[],
  groups: readonly (readonly Known[])[],
): number | undefined {
  const shares = groups.map((group) => {
    const there = group.filter(
      (one) =>
        exact.includes(one) || entries.some((entry, index) => !exact[index] && likeness(entry, one) >= alike),
    );
    return there.length / group.length;
  });
  const best = Math.max(...shares);
  return best >= 0.5 ? shares.indexOf(best) : undefined;
}

function likeness(entry: ListEntry, one: Known): number {
  if (entry.mark) return 0;
  const stems = stemsOf.get(entry) ?? wordStems(entry.text);
  stemsOf.set(entry, stems);
  return Math.max(...one.stems.map((own) => similarity(stems, own)));
}

/** Which entry took the place of which known item: the likest first, then those at the same place of the list. */
function pairs(
  entries: readonly ListEntry[],
  exact: readonly (Known | undefined)[],
  unpaired: readonly Known[],
  group: readonly Known[],
): ReadonlyMap<number, Known> {
  const found = new Map<number, Known>();
  const free = (index: number) => !exact[index] && !entries[index]?.mark && !found.has(index);
  const candidates = unpaired
    .flatMap((known) => entries.map((entry, index) => ({ known, index, score: likeness(entry, known) })))
    .filter(({ score, index }) => score >= alikeInPlace && free(index))
    .sort((one, other) => other.score - one.score);
  const taken = (known: Known) => [...found.values()].includes(known);
  for (const { known, index } of candidates) if (free(index) && !taken(known)) found.set(index, known);
  for (const known of unpaired) {
    const place = group.indexOf(known);
    if (!taken(known) && place < entries.length && free(place)) found.set(place, known);
  }
  return found;
}

function itemOf(
  entry: ListEntry,
  of: {
    readonly heading: string;
    readonly known: Known | undefined;
    readonly was: Known | undefined;
    readonly all: readonly Known[];
  },
): ComparedItem {
  const { text, line, mark } = entry;
  const place = { text, line, heading: of.heading };
  const hash = wordingHash(text);
  if (mark?.hash !== undefined && mark.hash !== hash)
    return { id: mark.id, ...place, standing: "changed", hash };
  if (of.known) return { id: of.known.id, ...place, standing: "known" };
  if (mark) return { id: mark.id, ...place, standing: "own" };
  if (of.was) {
    return {
      id: of.was.id,
      ...place,
      standing: "changed",
      hash,
      ...(of.was.texts[0] && { was: of.was.texts[0] }),
    };
  }
  const closest = of.all.find((known) => likeness(entry, known) >= alike);
  return { id: itemId(text), ...place, standing: "own", ...(closest && { resembles: closest.id }) };
}

/** The id of an item without a mark: its words, so that it changes when they do. */
export function itemId(text: string): string {
  const words = wording(text)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-");
  const whole = words.replace(/^-|-$/g, "");
  return whole.length > 0 && whole.length <= 60
    ? whole
    : `${whole.slice(0, 50).replace(/-$/, "")}-${wordingHash(text)}`.replace(/^-/, "");
}
