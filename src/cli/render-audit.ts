import type { ChecklistReport, ItemReport, RuleReport } from "../actions/audit-checklist.js";
import type { Page } from "../ui/page.js";

const look = {
  pass: { mark: "✔", colour: "green" },
  fail: { mark: "✖", colour: "red" },
  manual: { mark: "?", colour: "yellow" },
  waived: { mark: "~", colour: "cyan" },
  "not-applicable": { mark: "-", colour: "dim" },
} as const;

/** The scorecard of an audit: every item of every service, and where to look for those that do not pass. */
export function renderAudit(report: ChecklistReport, page: Page): void {
  for (const service of report.services) {
    page.line(page.style("bold", page.text("audit.service", { name: service.name, path: service.path })));
    for (const item of service.items) renderItem(item, page);
    page.line();
  }
  for (const note of report.notes) page.line(`! ${note}`);
  page.say("audit.summary", { ...report.summary });
}

function renderItem(item: ItemReport, page: Page): void {
  const { mark, colour } = look[item.verdict];
  const verdict = page.text(`audit.verdict.${item.verdict}`);
  page.line(
    `  ${page.style(colour, mark)} ${item.id} ${item.title[page.lang]}: ${page.style(colour, verdict)}`,
  );
  for (const rule of item.rules) {
    if (rule.verdict === "fail" || rule.verdict === "manual" || rule.verdict === "waived")
      renderRule(rule, page);
  }
}

function renderRule(rule: RuleReport, page: Page): void {
  page.line(`      ${rule.message} ${page.style("dim", `[${rule.id}]`)}`);
  for (const { file, line, note } of rule.evidence)
    page.line(`        ${file}${line === null ? "" : `:${line}`}  ${page.style("dim", note)}`);
  if (rule.waiver) page.line(`        ${page.text("audit.waiver", { ...rule.waiver })}`);
  if (rule.fix) page.line(`        ${page.text("audit.fix", { fix: rule.fix })}`);
}
