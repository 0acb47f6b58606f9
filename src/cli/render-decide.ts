import path from "node:path";
import type { DecideResult } from "../actions/decide.js";
import type { Page } from "../ui/page.js";

const forms = ["monolith", "lambda", "microservice"] as const;

/** The recommendation, what speaks for it and against it, what it costs, and where it was written down. */
export function renderDecide(result: DecideResult, page: Page): void {
  const { recommendation: form, service } = result;
  const heading = page.text("decide.recommended", { service, form: page.text(`decide.form.${form}`) });
  page.line(page.style("bold", heading));
  const list = (
    code: "decide.why" | "decide.ruled-out" | "decide.contradictions",
    lines: readonly string[],
  ) => {
    if (lines.length === 0) return;
    page.line();
    page.say(code);
    for (const line of lines) page.line(`  ${line}`, 4);
  };
  list(
    "decide.why",
    result.reasons.filter((reason) => reason.form === form).map(({ text }) => text),
  );
  list(
    "decide.ruled-out",
    result.ruledOut.map(({ text }) => text),
  );
  list(
    "decide.contradictions",
    result.contradictions.map(({ text }) => `! ${text}`),
  );
  renderCosts(result, page);
  page.line();
  if (result.record === null) {
    page.say("decide.nothing-written");
    return;
  }
  page.say("decide.written", { file: path.relative(process.cwd(), result.record.file) });
  if (result.status === "proposed") page.line(page.text("decide.proposed", { approver: result.approver }), 0);
  if (result.next.length === 0) return;
  page.say("decide.next");
  for (const command of result.next) page.line(`  ${page.style("bold", command)}`);
}

function renderCosts({ costs, scores, ruledOut }: DecideResult, page: Page): void {
  page.line();
  page.table([
    (["form", "score", "costs", "excluded"] as const).map((column) => page.text(`decide.table.${column}`)),
    ...forms.map((form) => [
      page.text(`decide.form.${form}`),
      String(scores[form]),
      `${costs.monthly[form].toFixed(2)} USD`,
      page.text(ruledOut.some((one) => one.form === form) ? "decide.table.yes" : "decide.table.no"),
    ]),
  ]);
  for (const line of costs.assumptions) page.line(`  ${page.style("dim", line)}`, 4);
}
