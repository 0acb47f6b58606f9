import { type AuditReportResult, writeTerminal } from "../actions/audit-outputs.js";
import type { WaiveResult } from "../actions/audit-waive.js";
import type { ListedWaiver, WaiversResult } from "../actions/audit-waivers.js";
import type { Page } from "../ui/page.js";

/** The scorecard of an audit, or the format that was asked for on stdout. */
export function renderAudit({ report, text }: AuditReportResult, page: Page): void {
  if (text === undefined) writeTerminal(report, page);
  else page.raw(text);
}

/** Where a waiver was written, and who has to commit it. */
export function renderWaive({ state, file, line, approver }: WaiveResult, page: Page): void {
  page.say(`audit.waive.${state}`, { file, line });
  if (state === "written") page.say("audit.waive.next", { approver });
}

/** Every waiver with where it is written, and what is wrong with it or to know of it. */
export function renderWaivers({ waivers }: WaiversResult, page: Page): void {
  if (waivers.length === 0) {
    page.say("audit.waivers.none");
    return;
  }
  for (const waiver of waivers) renderWaiver(waiver, page);
  const count = (state: ListedWaiver["state"]): number => waivers.filter((one) => one.state === state).length;
  page.line();
  page.say("audit.waivers.summary", {
    ...{ count: waivers.length, problems: count("refused"), warnings: count("doubtful") },
  });
}

function renderWaiver(waiver: ListedWaiver, page: Page): void {
  const { state, file, line, rule, reason, approver, expires, message } = waiver;
  const [mark, colour] = { valid: ["✔", "green"], doubtful: ["!", "yellow"], refused: ["✖", "red"] }[
    state
  ] as [string, "green" | "yellow" | "red"];
  const everywhere = waiver.kind === "code" ? "audit.waivers.here" : "audit.waivers.everywhere";
  const scope = waiver.service ?? page.text(everywhere);
  page.line(
    `${page.style(colour, mark)} ${page.text("audit.waivers.entry", { rule, scope, expires, approver, reason })}`,
    4,
  );
  page.line(`    ${page.style("dim", `${file}:${line}`)}`);
  if (message !== undefined) page.line(`    ${page.style(colour, message)}`, 4);
}
