import type { AuditExplainResult } from "../actions/audit-explain.js";
import type { AuditListResult } from "../actions/audit-list.js";
import type { Page } from "../ui/page.js";

/** The items of every checklist, each with the rules that decide it. */
export function renderList({ items, rules }: AuditListResult, page: Page): void {
  for (const checklist of new Set(items.map((item) => item.checklist))) {
    page.line(page.style("bold", page.text(`audit.checklist.${checklist}`)));
    for (const item of items.filter((one) => one.checklist === checklist)) {
      page.line(`  ${item.id} ${item.title[page.lang]}`, 4);
      if (item.rules.length === 0) {
        page.line(`      ${page.style("yellow", page.text("audit.list.manual"))}`);
      }
      page.table(
        rules
          .filter((rule) => rule.item === item.id)
          .map(({ id, severity, title, from }) => [
            `      ${id}`,
            page.text(`audit.severity.${severity}`),
            title[page.lang] + (from === undefined ? "" : ` ${page.style("dim", `[${from}]`)}`),
          ]),
      );
    }
    page.line();
  }
  page.say("audit.list.explain");
}

/** Why a rule exists, how to meet it, and whether it can be waived. */
export function renderExplanation(rule: AuditExplainResult, page: Page): void {
  const { id, title, why, fix, item, section, severity, waivable, file } = rule;
  page.line(`${page.style("bold", id)}: ${title[page.lang]}`, 2);
  page.line();
  page.line(`${page.style("bold", page.text("audit.explain.why"))} ${why[page.lang]}`, 0);
  page.line(`${page.style("bold", page.text("audit.explain.fix"))} ${fix[page.lang]}`, 0);
  page.line();
  if (item) page.say("audit.explain.item", { item: item.id, title: item.title[page.lang] });
  else page.say("audit.explain.any-item");
  if (section !== "") page.say("audit.explain.section", { section });
  page.say("audit.explain.severity", { severity: page.text(`audit.severity.${severity}`) });
  page.say(waivable ? "audit.explain.waivable" : "audit.explain.not-waivable");
  if (file !== undefined) page.say("audit.explain.file", { file });
}
