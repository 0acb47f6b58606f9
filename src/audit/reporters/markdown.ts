import type { Lang } from "../../messages/text.js";
import type { RuleReport, ServiceReport } from "../engine/report.js";
import {
  chapterOf,
  countOf,
  headline,
  marks,
  placeText,
  type Reporter,
  remarks,
  type Told,
  textIn,
  verdicts,
  worstFirst,
} from "./reporter.js";

/** GitHub takes a comment of 65,536 characters, GitLab and Azure more; what does not fit is counted. */
const mostCharacters = 60_000;
const mostRows = 30;
/** Services that are named where the same is told of many. */
const mostMembers = 20;

/** A comment for a pull request. Its first line is a mark by which a later run finds it again. */
export const markdown: Reporter = (report, { lang }) => {
  const text = textIn(lang);
  const icon = report.summary.fail === report.summary.known || report.summary.fail === 0 ? "✅" : "❌";
  const parts = [
    "<!-- msx audit checklist -->",
    `## ${icon} ${text("audit.title")}: ${headline(report, lang)}`,
    text("audit.summary", { ...report.summary }),
    table(report.services, lang),
  ].filter((part) => part !== "");
  const notes = report.notes.map((note) => `> ${escaped(note)}`);
  let length = [...parts, ...notes].join("\n\n").length;
  let left = 0;
  for (const verdict of ["fail", "waived", "manual"] as const) {
    const entries = chapterOf(report, verdict).map((one) => entry(one, lang));
    const fitting = entries.filter((one) => {
      length += one.length + 1;
      return length < mostCharacters;
    });
    left += entries.length - fitting.length;
    if (fitting.length > 0)
      parts.push(section(text(`audit.heading.${verdict}`), fitting, verdict === "fail"));
  }
  if (left > 0) parts.push(text("audit.cut", { count: left }));
  return `${[...parts, ...notes].join("\n\n")}\n`;
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

function entry({ item, rule, members, verdict }: Told, lang: Lang): string {
  const text = textIn(lang);
  const [first, ...others] = members;
  const where =
    first && others.length === 0 ? first.service.name : text("audit.services", { count: members.length });
  const head = `- ${marks[verdict]} **${escaped(where)}**: ${item.id} ${escaped(item.title[lang])}`;
  const places = others.length === 0 ? placesOf(first?.rule, "  ", lang) : membersOf(members, lang);
  const fix = rule?.fix === undefined ? [] : [`  - ${escaped(text("audit.fix", { fix: rule.fix }))}`];
  const told = rule ? `${head}: ${escaped(rule.message)} (${code(rule.id)})` : head;
  return [told, ...places, ...fix].join("\n");
}

function membersOf(members: Told["members"], lang: Lang): readonly string[] {
  const left = members.length - mostMembers;
  return [
    ...members
      .slice(0, mostMembers)
      .flatMap(({ service, rule }) => [`  - **${escaped(service.name)}**`, ...placesOf(rule, "    ", lang)]),
    ...(left > 0 ? [`  - ${textIn(lang)("audit.cut", { count: left })}`] : []),
  ];
}

function placesOf(rule: RuleReport | undefined, margin: string, lang: Lang): readonly string[] {
  if (!rule) return [];
  return [
    ...rule.evidence.map((place) => `${margin}- ${code(placeText(place))} ${escaped(place.note)}`),
    ...remarks(rule, lang).map((remark) => `${margin}- ${escaped(remark)}`),
  ];
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
