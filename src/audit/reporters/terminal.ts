import type { Lang } from "../../messages/text.js";
import type {
  ChecklistReport,
  EvidenceReport,
  ItemReport,
  RuleReport,
  ServiceReport,
  Verdict,
} from "../engine/report.js";
import {
  chapterOf,
  countOf,
  headline,
  type Judged,
  marks,
  placeText,
  remarks,
  type Told,
  textIn,
  verdicts,
  worstFirst,
} from "./reporter.js";

/** What the scorecard is written on: lines, coloured where that can be. */
export interface Sheet {
  readonly lang: Lang;
  style(style: Colour, text: string): string;
  /** @param hanging how far what does not fit on the line is indented */
  line(text?: string, hanging?: number): void;
}

type Colour = "bold" | "dim" | "green" | "red" | "yellow" | "cyan";

const colours: Readonly<Record<Verdict, Colour>> = {
  ...{ pass: "green", fail: "red", manual: "yellow", waived: "cyan", "not-applicable": "dim" },
};

/** More rows than this are not read in ten seconds. */
const mostRows = 20;
/** A name longer than this would move the marks beyond a terminal's edge. */
const longestName = 30;

/** The scorecard of an audit, then what fails, what needs a person and what is waived, with the places to look at. */
export function writeTerminal(report: ChecklistReport, sheet: Sheet): void {
  const text = textIn(sheet.lang);
  const { lang } = sheet;
  const tone = report.summary.fail > 0 ? "red" : "green";
  sheet.line(`${sheet.style("bold", text("audit.title"))}: ${sheet.style(tone, headline(report, lang))}`);
  sheet.line();
  const [only, ...others] = report.services;
  if (only && others.length === 0) writeItems(only, sheet);
  else if (only) writeMatrix(report.services, sheet);
  for (const verdict of ["fail", "manual", "waived"] as const) writeDetail(report, verdict, sheet);
  if (report.notes.length > 0) sheet.line();
  for (const note of report.notes) sheet.line(`! ${plain(note)}`, 2);
  sheet.line();
  sheet.line(text("audit.summary", { ...report.summary }));
}

function writeItems({ name, path, items }: ServiceReport, sheet: Sheet): void {
  const text = textIn(sheet.lang);
  sheet.line(sheet.style("bold", text("audit.service", { name, path })));
  for (const { id, title, verdict } of items) {
    const told = sheet.style(colours[verdict], text(`audit.verdict.${verdict}`));
    sheet.line(`  ${mark(verdict, sheet)} ${id} ${title[sheet.lang]}: ${told}`);
  }
}

/** A row a service, a column an item. */
function writeMatrix(services: readonly ServiceReport[], sheet: Sheet): void {
  const text = textIn(sheet.lang);
  const shown = worstFirst(services).slice(0, mostRows);
  const ids = [...new Set(shown.flatMap(({ items }) => items.map(({ id }) => id)))];
  const groups = [...new Set(ids.map(groupOf))].map((group) => ({
    group,
    ids: ids.filter((id) => groupOf(id) === group),
  }));
  const width = Math.max(...shown.map(({ name }) => short(name).length));
  const numbers = groups.map(({ group, ids: own }) =>
    [group, ...own.map((id) => id.slice(group.length + 1))].join(" "),
  );
  sheet.line(`  ${" ".repeat(width)}  ${sheet.style("dim", numbers.join("   "))}`);
  for (const { name, items } of shown) {
    const cells = groups.map(({ group, ids: own }) =>
      [
        " ".repeat(group.length),
        ...own.map((id) => cell(items, id, id.length - group.length - 1, sheet)),
      ].join(" "),
    );
    sheet.line(`  ${short(name).padEnd(width)}  ${cells.join("   ")}`);
  }
  const rest = worstFirst(services).slice(mostRows);
  if (rest.length > 0) {
    const clean = rest.filter((service) => countOf(service, "fail") === 0).length;
    sheet.line(`  ${text("audit.more-services", { count: rest.length, clean })}`);
  }
  const legend = verdicts.map((verdict) => `${mark(verdict, sheet)} ${text(`audit.verdict.${verdict}`)}`);
  sheet.line(`  ${legend.join("  ")}`);
}

function short(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

function groupOf(id: string): string {
  return id.includes("-") ? id.slice(0, id.lastIndexOf("-")) : "";
}

function cell(items: readonly ItemReport[], id: string, width: number, sheet: Sheet): string {
  const verdict = items.find((item) => item.id === id)?.verdict;
  const padding = " ".repeat(Math.max(0, width - 1));
  return padding + (verdict === undefined ? " " : mark(verdict, sheet));
}

function mark(verdict: Verdict, sheet: Sheet): string {
  return sheet.style(colours[verdict], marks[verdict]);
}

function writeDetail(report: ChecklistReport, verdict: "fail" | "manual" | "waived", sheet: Sheet): void {
  const chapter = chapterOf(report, verdict);
  if (chapter.length === 0) return;
  sheet.line();
  sheet.line(sheet.style("bold", textIn(sheet.lang)(`audit.heading.${verdict}`)));
  for (const told of chapter) writeTold(told, sheet);
}

function writeTold({ verdict, item, rule, members }: Told, sheet: Sheet): void {
  const text = textIn(sheet.lang);
  const severity = rule ? sheet.style("dim", `[${rule.id}, ${text(`audit.severity.${rule.severity}`)}]`) : "";
  const [first, ...others] = members;
  const where =
    first && others.length === 0 ? first.service.name : text("audit.services", { count: members.length });
  const title = `${item.id} ${item.title[sheet.lang]}`;
  sheet.line(`  ${mark(verdict, sheet)} ${sheet.style("bold", where)}: ${title} ${severity}`.trimEnd(), 4);
  if (rule) sheet.line(`      ${plain(rule.message)}`, 6);
  if (others.length === 0) writePlaces(first?.rule, 8, sheet);
  else for (const member of members) writeMember(member, sheet);
  if (rule?.fix) sheet.line(`        ${plain(text("audit.fix", { fix: rule.fix }))}`, 10);
}

/** One of several services of which the same is told: on one line where it fails at one place. */
function writeMember({ service, rule }: Judged, sheet: Sheet): void {
  const name = sheet.style("bold", service.name);
  const [place, ...others] = rule?.evidence ?? [];
  if (rule && place && others.length === 0 && remarks(rule, sheet.lang).length === 0) {
    sheet.line(`        ${name}: ${placeLine(place, sheet)}`, 10);
    return;
  }
  sheet.line(`        ${name}`);
  writePlaces(rule, 10, sheet);
}

function placeLine(place: EvidenceReport, sheet: Sheet): string {
  return `${plain(placeText(place))}  ${sheet.style("dim", plain(place.note))}`;
}

function writePlaces(rule: RuleReport | undefined, indent: number, sheet: Sheet): void {
  if (!rule) return;
  const margin = " ".repeat(indent);
  for (const place of rule.evidence) sheet.line(`${margin}${placeLine(place, sheet)}`, indent + 2);
  for (const remark of remarks(rule, sheet.lang)) sheet.line(`${margin}${plain(remark)}`, indent + 2);
}

/** Words of the audited repository on one line, without the control characters that would move in the terminal. */
function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/\p{Cc}/gu, "\ufffd");
}
