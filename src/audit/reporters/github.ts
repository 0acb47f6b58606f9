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

const commands: Readonly<Record<Severity, string>> = { high: "error", medium: "warning", low: "notice" };
const order = ["error", "warning", "notice"];

/**
 * Workflow commands that GitHub shows as annotations beside the lines: failures by their severity; what is known, waived or
 * needs a person as a notice. The worst come first, since GitHub shows ten of a kind for a step.
 */
export const github: Reporter = (report, context) => {
  const lines = judgedIn(report).flatMap((judged) => annotations(judged, context));
  const sorted = lines.sort((one, other) => order.indexOf(one.command) - order.indexOf(other.command));
  return sorted.map(({ text }) => `${text}\n`).join("");
};

function annotations(judged: Judged, context: ReportContext): readonly { command: string; text: string }[] {
  const { rule, item, verdict, service } = judged;
  if (verdict === "pass" || verdict === "not-applicable") return [];
  const { lang } = context;
  const told = textIn(lang)(`audit.verdict.${verdict}`);
  const title = `${service.name}: ${item.id} ${item.title[lang]}${verdict === "fail" ? "" : ` (${told})`}`;
  const isNew = verdict === "fail" && rule?.baseline !== "known";
  const fix = rule?.fix === undefined ? [] : [textIn(lang)("audit.fix", { fix: rule.fix })];
  const places = rule?.evidence.length ? rule.evidence : [{ file: service.path, line: null, note: "" }];
  return places.map((place) => {
    const isOpen = isNew && isOpenPlace(place);
    const command = isOpen ? commands[rule?.severity ?? "low"] : "notice";
    const said = rule
      ? [
          `${rule.message}${place.note === "" ? "" : `: ${place.note}`} [${rule.id}]`,
          ...remarks(rule, lang),
          ...fix,
        ]
      : [item.title[lang]];
    const file = `file=${property(repositoryFile(place.file, context))}`;
    const line = place.line === null ? "" : `,line=${place.line}`;
    return {
      command,
      text: `::${command} ${file}${line},title=${property(title)}::${data(said.join("\n"))}`,
    };
  });
}

/** Escapes as GitHub's own toolkit does (actions/toolkit, packages/core, command). */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
