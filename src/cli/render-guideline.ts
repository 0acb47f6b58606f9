import type { GuidelineReport } from "../actions/guideline-check.js";
import type { Page } from "../ui/page.js";

type List = GuidelineReport["checklists"][number];
type Item = List["items"][number];

const look = {
  mapped: { mark: "✔", colour: "green" },
  unmapped: { mark: "?", colour: "yellow" },
  changed: { mark: "✖", colour: "red" },
} as const;

/** Which rules decide the items of a guideline, and which items changed without theirs. */
export function renderGuideline(report: GuidelineReport, page: Page): void {
  page.line(page.style("bold", report.file));
  const shown = new Set<string>();
  for (const list of report.checklists) renderChecklist(list, shown, page);
  for (const { id, line, text, was } of report.exceptions.filter(({ status }) => status === "changed")) {
    page.line(`  ${page.style("red", "✖")} ${id} :${line} ${text}`);
    if (was !== undefined) page.line(`      ${page.text("guideline.was", { was })}`, 6);
    page.line(`      ${page.text("guideline.exception.changed")}`);
  }
  page.line();
  for (const orphan of report.orphanRules) {
    page.line(`${page.style("red", "✖")} ${page.text("guideline.orphan", { ...orphan })}`);
  }
  page.say("guideline.summary", { ...report.summary });
}

/** A guideline may give a list twice: what was shown before is counted, but for a change, which stands at its own line. */
function renderChecklist({ heading, checklist, items, missing }: List, shown: Set<string>, page: Page): void {
  page.line();
  page.line(`${page.style("bold", heading || "-")} (${page.text(`audit.checklist.${checklist}`)})`);
  const fresh = items.filter(({ id, status }) => status === "changed" || !shown.has(id));
  for (const item of fresh) {
    shown.add(item.id);
    renderItem(item, page);
  }
  const again = items.length - fresh.length;
  if (again > 0) page.line(`  ${page.style("dim", page.text("guideline.again", { count: again }))}`);
  for (const { id, title } of missing) {
    page.line(
      `  ${page.style("yellow", "-")} ${page.text("guideline.missing", { id, title: title[page.lang] })}`,
    );
  }
}

function renderItem({ id, line, text, status, rules, was, mark, resembles }: Item, page: Page): void {
  const { mark: sign, colour } = look[status];
  page.line(`  ${page.style(colour, sign)} ${id} :${line} ${text}`, 6);
  const decided = rules.join(", ");
  if (status === "mapped") page.line(`      ${page.style("dim", decided)}`, 6);
  if (status === "unmapped") page.line(`      ${page.text("guideline.unmapped")}`);
  if (resembles !== undefined) page.line(`      ${page.text("guideline.resembles", { id: resembles })}`, 6);
  if (was !== undefined) page.line(`      ${page.text("guideline.was", { was })}`, 6);
  if (mark !== undefined) {
    page.line(`      ${page.text("guideline.changed", { rules: decided || "-" })}`, 6);
    page.line(`      ${page.text("guideline.mark", { mark })}`, 6);
  }
}
