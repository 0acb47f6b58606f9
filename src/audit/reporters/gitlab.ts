import { createHash } from "node:crypto";
import type { Severity } from "../engine/rule.js";
import {
  isOpenPlace,
  type Judged,
  judgedIn,
  type ReportContext,
  type Reporter,
  remarks,
  repositoryFile,
  textIn,
} from "./reporter.js";

const severities: Readonly<Record<Severity, string>> = { high: "critical", medium: "major", low: "minor" };

/** GitLab's Code Quality report (a subset of Code Climate's): what is known, waived or needs a person has the severity `info`. */
export const gitlab: Reporter = (report, context) => {
  const entries = judgedIn(report).flatMap((judged) => entriesOf(judged, context));
  return `${JSON.stringify(entries, null, 2)}\n`;
};

function entriesOf({ rule, item, verdict, service }: Judged, context: ReportContext) {
  if (verdict === "pass" || verdict === "not-applicable") return [];
  const { lang } = context;
  const isNew = verdict === "fail" && rule?.baseline !== "known";
  const told = verdict === "fail" ? "" : `${textIn(lang)(`audit.verdict.${verdict}`)}: `;
  const places = rule?.evidence.length ? rule.evidence : [{ file: service.path, line: null, note: "" }];
  return places.map((place, index) => {
    const own = "fingerprint" in place ? place.fingerprint : undefined;
    const said = rule
      ? [`${rule.message}${place.note === "" ? "" : `: ${place.note}`}`, ...remarks(rule, lang)]
      : [item.title[lang]];
    return {
      description: told + said.join(". "),
      check_name: rule?.id ?? item.id,
      fingerprint: own ?? hash([service.path, item.id, rule?.id, place.file, index].join("\0")),
      severity: isNew && isOpenPlace(place) ? severities[rule?.severity ?? "low"] : "info",
      location: { path: repositoryFile(place.file, context), lines: { begin: place.line ?? 1 } },
    };
  });
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
