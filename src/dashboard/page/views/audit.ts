import type { ItemReport, RuleReport, Verdict } from "../../../audit/engine/report.js";
import type { Audit } from "../../data.js";
import { type Child, h } from "../dom.js";
import { number } from "../format.js";
import { badge, heading, note, show } from "../parts.js";
import type { State } from "../state.js";
import { lang, t } from "../text.js";

const tones = {
  pass: "good",
  fail: "bad",
  manual: "busy",
  waived: "idle",
  "not-applicable": "idle",
} as const;

/** Every item of the guideline's checklists, decided now, with its evidence. */
export function auditView({ audit }: State): HTMLElement {
  const isRunning = audit === "running" || audit === undefined;
  const label = t(isRunning ? "audit.running" : "audit.run");
  return h(
    "div",
    {},
    heading(
      t("view.audit"),
      h("button", { type: "button", "data-action": "audit", disabled: isRunning }, label),
    ),
    isRunning ? note(t("audit.running")) : show(audit, scorecard),
  );
}

function scorecard({ services, summary, notes }: Audit): Child {
  return [
    h("ul", { class: "score" }, ...scores(summary)),
    notes.map((text) => note(text)),
    h(
      "div",
      { class: "cards" },
      ...services.map(({ name, path, items }) =>
        h(
          "section",
          { class: "card", "data-key": path, "aria-label": name },
          h("h2", {}, name, " ", h("small", { class: "quiet" }, path)),
          checklists(items),
        ),
      ),
    ),
  ];
}

function scores({ pass, fail, manual, waived, notApplicable }: Audit["summary"]): HTMLElement[] {
  const counts: Readonly<Record<Verdict, number>> = {
    ...{ pass, fail, manual, waived, "not-applicable": notApplicable },
  };
  return (Object.keys(counts) as Verdict[])
    .filter((verdict) => counts[verdict] > 0 || verdict === "pass" || verdict === "fail")
    .map((verdict) =>
      h(
        "li",
        { class: counts[verdict] === 0 ? "" : tones[verdict] },
        h("strong", {}, number(counts[verdict])),
        h("span", {}, t(`verdict.${verdict}`)),
      ),
    );
}

/** What does not apply is left out, a checklist of nothing else as a whole. */
function checklists(items: readonly ItemReport[]): Child {
  const applying = items.filter(({ verdict }) => verdict !== "not-applicable");
  return [...new Set(applying.map(({ checklist }) => checklist))].map((checklist) => [
    h("h3", {}, t(`checklist.${checklist}`)),
    h(
      "ul",
      { class: "entries", "data-arrows": "summary" },
      ...applying.filter((item) => item.checklist === checklist).map(drawItem),
    ),
  ]);
}

function drawItem({ id, title, verdict, rules }: ItemReport): HTMLElement {
  return h(
    "li",
    { "data-key": id },
    h(
      "details",
      {},
      h(
        "summary",
        { class: "item" },
        h("span", {}, title[lang]),
        badge(tones[verdict], t(`verdict.${verdict}`)),
      ),
      ...rules.map(drawRule),
    ),
  );
}

function drawRule({ id, verdict, message, evidence, fix, waiver }: RuleReport): HTMLElement {
  return h(
    "div",
    { class: "rule" },
    h("p", {}, badge(tones[verdict], t(`verdict.${verdict}`)), " ", h("code", {}, id)),
    h("p", {}, message),
    waiver && h("p", {}, t("audit.waiver", { ...waiver })),
    fix !== undefined && h("p", {}, t("audit.fix", { fix })),
    evidence.length > 0 &&
      h(
        "ul",
        { class: "plain" },
        ...evidence.map(({ file, line, note: text }) =>
          h("li", {}, h("code", {}, line === null ? file : `${file}:${line}`), " ", text),
        ),
      ),
  );
}
