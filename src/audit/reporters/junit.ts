import type { ServiceReport } from "../engine/report.js";
import {
  type Judged,
  judgedIn,
  placeText,
  type ReportContext,
  type Reporter,
  remarks,
  textIn,
} from "./reporter.js";
import { escapeXml } from "./xml.js";

/**
 * JUnit XML as Jenkins, GitLab and Azure read it: a suite a service, a case a rule. What is waived, needs a person, does not
 * apply or is known by the baseline is skipped: it has not passed, and it does not fail the build.
 */
export const junit: Reporter = (report, context) => {
  const suites = report.services.map((service) => {
    const cases = judgedIn({ ...report, services: [service] });
    return suite(service, cases, context);
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="msx audit checklist">\n${suites.join("")}</testsuites>\n`;
};

function suite(service: ServiceReport, cases: readonly Judged[], context: ReportContext): string {
  const outcomes = cases.map((one) => outcomeOf(one, context));
  const count = (kind: Outcome["kind"]): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="0" skipped="${count("skipped")}"`;
  const written = cases.map((one, index) => testCase(one, outcomes[index] ?? { kind: "passed" }, context));
  return `  <testsuite name="${escapeXml(service.name)}" ${counts}>\n${written.join("")}  </testsuite>\n`;
}

type Outcome =
  | { readonly kind: "passed" }
  | { readonly kind: "failure"; readonly message: string; readonly type: string; readonly text: string }
  | { readonly kind: "skipped"; readonly message: string };

function outcomeOf({ rule, item, verdict }: Judged, { lang }: ReportContext): Outcome {
  if (verdict === "pass") return { kind: "passed" };
  const text = textIn(lang);
  const said = rule ? [rule.message, ...remarks(rule, lang)] : [item.title[lang]];
  if (verdict === "fail" && rule && rule.baseline !== "known") {
    const places = rule.evidence.map((place) => `${placeText(place)}  ${place.note}`);
    const fix = rule.fix === undefined ? [] : [text("audit.fix", { fix: rule.fix })];
    const lines = [...said, ...places, ...fix];
    return { kind: "failure", message: rule.message, type: rule.severity, text: lines.join("\n") };
  }
  return { kind: "skipped", message: [text(`audit.verdict.${verdict}`), ...said].join(": ") };
}

function testCase({ service, item, rule }: Judged, outcome: Outcome, { lang }: ReportContext): string {
  const name = rule ? `${item.id} ${rule.id}` : `${item.id} ${item.title[lang]}`;
  const head = `    <testcase classname="${escapeXml(service.name)}" name="${escapeXml(name)}"`;
  if (outcome.kind === "passed") return `${head}/>\n`;
  const inner =
    outcome.kind === "skipped"
      ? `<skipped>${escapeXml(outcome.message)}</skipped>`
      : `<failure message="${escapeXml(outcome.message)}" type="${outcome.type}">${escapeXml(outcome.text)}</failure>`;
  return `${head}>\n      ${inner}\n    </testcase>\n`;
}
