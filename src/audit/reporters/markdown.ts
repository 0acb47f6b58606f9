import type { Lang } from "../../messages/text.js";
import type { ServiceReport } from "../engine/report.js";
import {
  countOf,
  headline,
  type Judged,
  judgedIn,
  marks,
  placeText,
  type Reporter,
  remarks,
  textIn,
  verdicts,
  worstFirst,
} from "./reporter.js";

/** GitHub takes a comment of 65,536 characters, GitLab and Azure more; what does not fit is counted. */
const mostCharacters = 60_000;
const mostRows = 30;

/** A comment for a pull request. Its first line is a mark by which a later run finds it again. */
export const markdown: Reporter = (report, { lang }) => {
  const text = textIn(lang);
  const icon = report.summary.fail === report.summary.known || report.summary.fail === 0 ? "✅" : "❌";
  const parts = [
    "<!-- msx audit checklist -->",
    `## ${icon} ${text("audit.title")}: ${headline(report, lang)}`,
    text("audit.summary", { ...report.summary }),
    table(report.services, lang),
    ...report.notes.map((note) => `> ${escaped(note)}`),
  ].filter((part) => part !== "");
  let length = parts.join("\n\n").length;
  let left = 0;
  for (const verdict of ["fail", "waived", "manual"] as const) {
    const found = judgedIn(report).filter((one) => one.verdict === verdict);
    const entries = found.map((one) => entry(one, lang));
    const fitting = entries.filter((one) => {
      length += one.length + 1;
      return length < mostCharacters;
    });
    left += entries.length - fitting.length;
    if (fitting.length > 0)
      parts.push(section(text(`audit.heading.${verdict}`), fitting, verdict === "fail"));
  }
  if (left > 0) parts.push(text("audit.cut", { count: left }));
  return `${parts.join("\n\n")}\n`;
};

function table(services: readonly ServiceReport[], lang: Lang): string {
  if (services.length === 0) return "";
  const text = textIn(lang);
  const heads = verdicts.map((verdict) => `${marks[verdict]} ${text(`audit.verdict.${verdict}`)}`);
  const rows = worstFirst(services)
    .slice(0, mostRows)
    .map((service) => {
      const counts = verdicts.map((verdict) => String(countOf(service, verdict) || ""));
      return `| ${[code(service.name), ...counts].join(" | ")} |`;
    });
  const rest = worstFirst(services).slice(mostRows);
  const clean = rest.filter((service) => countOf(service, "fail") === 0).length;
  const more = rest.length > 0 ? `\n\n${text("audit.more-services", { count: rest.length, clean })}` : "";
  const head = `| ${[text("audit.heading.service"), ...heads].join(" | ")} |`;
  return [head, `|---${"|--:".repeat(verdicts.length)}|`, ...rows].join("\n") + more;
}

function section(title: string, entries: readonly string[], isOpen: boolean): string {
  const list = entries.join("\n");
  return isOpen
    ? `### ${title}\n\n${list}`
    : `<details><summary>${title} (${entries.length})</summary>\n\n${list}\n\n</details>`;
}

function entry({ service, item, rule, verdict }: Judged, lang: Lang): string {
  const head = `- ${marks[verdict]} **${escaped(service.name)}**: ${item.id} ${escaped(item.title[lang])}`;
  if (!rule) return head;
  const places = rule.evidence.map((place) => `  - ${code(placeText(place))} ${escaped(place.note)}`);
  const said = [...remarks(rule, lang), ...(rule.fix ? [textIn(lang)("audit.fix", { fix: rule.fix })] : [])];
  return [
    `${head}: ${escaped(rule.message)} (${code(rule.id)})`,
    ...places,
    ...said.map((remark) => `  - ${escaped(remark)}`),
  ].join("\n");
}

/** Text of the audited repository: no markup of it works, nobody is notified by an `@` in it, and it stays on its line. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]<>()#+!|~&]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/@(?=\w)/g, "@\u200b");
}

/** A code span that its content cannot end; within a table a bar would. */
function code(text: string): string {
  const plain = text.replace(/\s+/g, " ");
  return /[`|]/.test(plain) ? `<code>${escaped(plain)}</code>` : `\`${plain}\``;
}
