import type { Lang } from "../../messages/text.js";
import type { ChecklistReport, ItemReport, RuleReport, ServiceReport, Verdict } from "../engine/report.js";
import { htmlStyle } from "./html-style.js";
import {
  chapterOf,
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
import { escapeXml } from "./xml.js";

/**
 * The report as one page that needs nothing else: no script, no image, no font, and a policy that lets the browser fetch
 * nothing. Every text of the audited repository is escaped.
 */
export const html: Reporter = (report, { lang, version }) => {
  const text = textIn(lang);
  const title = text("audit.title");
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="msx ${escapeXml(version)}">
<title>${escapeXml(title)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<header>
<h1>${escapeXml(title)}</h1>
<p class="${report.summary.fail > 0 ? "fail" : "pass"}"><span class="mark">${escapeXml(headline(report, lang))}</span></p>
</header>
<main>
${score(report, lang)}
${matrix(report.services, lang)}
${notes(report.notes, lang)}
${(["fail", "waived", "manual"] as const).map((verdict) => chapter(report, verdict, lang)).join("")}
<h2>${escapeXml(text("audit.heading.all"))}</h2>
${report.services.map((service) => everything(service, lang)).join("")}
</main>
</body>
</html>
`;
};

function score({ summary }: ChecklistReport, lang: Lang): string {
  const counts: Readonly<Record<Verdict, number>> = { ...summary, "not-applicable": summary.notApplicable };
  const tiles = verdicts.map((verdict) => {
    const told = escapeXml(textIn(lang)(`audit.verdict.${verdict}`));
    return `<li class="${counts[verdict] > 0 ? verdict : ""}"><strong>${counts[verdict]}</strong><span>${marks[verdict]} ${told}</span></li>`;
  });
  return `<ul class="score">${tiles.join("")}</ul>`;
}

function matrix(services: readonly ServiceReport[], lang: Lang): string {
  const text = textIn(lang);
  const titles = new Map(services.flatMap(({ items }) => items.map(({ id, title }) => [id, title[lang]])));
  const heads = [...titles].map(
    ([id, title]) => `<th scope="col" title="${escapeXml(title)}">${escapeXml(id)}</th>`,
  );
  const rows = worstFirst(services).map((service) => {
    const cells = [...titles.keys()].map((id) => {
      const verdict = service.items.find((item) => item.id === id)?.verdict;
      return verdict === undefined ? "<td></td>" : `<td>${mark(verdict, lang)}</td>`;
    });
    const link = `<a href="#${anchor(service)}">${escapeXml(service.name)}</a>`;
    return `<tr><th scope="row">${link}</th>${cells.join("")}</tr>`;
  });
  const head = `<th scope="col">${escapeXml(text("audit.heading.service"))}</th>${heads.join("")}`;
  return `<h2>${escapeXml(text("audit.heading.services"))}</h2>
<div class="table"><table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function notes(list: readonly string[], lang: Lang): string {
  if (list.length === 0) return "";
  const items = list.map((note) => `<li>${escapeXml(note)}</li>`).join("");
  return `<h2>${escapeXml(textIn(lang)("audit.heading.notes"))}</h2><ul>${items}</ul>`;
}

/** All of one verdict, over the services. */
function chapter(report: ChecklistReport, verdict: "fail" | "waived" | "manual", lang: Lang): string {
  const told = chapterOf(report, verdict);
  if (told.length === 0) return "";
  const heading = escapeXml(textIn(lang)(`audit.heading.${verdict}`));
  return `<section><h2>${heading}</h2>${told.map((one) => card(one, lang)).join("")}</section>\n`;
}

function card({ item, rule, members, verdict }: Told, lang: Lang): string {
  const [first, ...others] = members;
  const where =
    first && others.length === 0
      ? first.service.name
      : textIn(lang)("audit.services", { count: members.length });
  const head = `${mark(verdict, lang)} ${escapeXml(where)}: ${escapeXml(item.id)} ${escapeXml(item.title[lang])}`;
  const places =
    others.length === 0
      ? placesText(first?.rule, lang)
      : members.map((one) => `<h4>${escapeXml(one.service.name)}</h4>${placesText(one.rule, lang)}`).join("");
  const body = rule ? messageText(rule, lang) + places + fixText(rule, lang) : places;
  return `<article class="card edge ${verdict}"><h3>${head}</h3>${body}</article>\n`;
}

function everything(service: ServiceReport, lang: Lang): string {
  const path = `<span class="quiet">${escapeXml(service.path)}</span>`;
  const items = service.items.map((item) => itemText(item, lang)).join("");
  return `<section class="card" id="${anchor(service)}"><h3>${escapeXml(service.name)} ${path}</h3>${items}</section>\n`;
}

function itemText({ id, title, verdict, rules }: ItemReport, lang: Lang): string {
  const head = `${mark(verdict, lang)} ${escapeXml(id)} ${escapeXml(title[lang])}`;
  if (rules.length === 0) return `<div class="item">${head}</div>`;
  const written = rules.map(
    (rule) =>
      `<div class="rule">${messageText(rule, lang, mark(rule.verdict, lang))}${placesText(rule, lang)}${fixText(rule, lang)}</div>`,
  );
  return `<details class="item"><summary>${head}</summary>${written.join("")}</details>`;
}

/** @param lead what stands in front, already as HTML */
function messageText({ id, message, severity }: RuleReport, lang: Lang, lead = ""): string {
  const told = escapeXml(textIn(lang)(`audit.severity.${severity}`));
  return `<p>${lead} ${escapeXml(message)} <span class="quiet"><code>${escapeXml(id)}</code>, ${told}</span></p>`;
}

function placesText(rule: RuleReport | undefined, lang: Lang): string {
  if (!rule) return "";
  const places = rule.evidence.map(
    (place) => `<li><code>${escapeXml(placeText(place))}</code> ${escapeXml(place.note)}</li>`,
  );
  const said = remarks(rule, lang).map((remark) => `<p>${escapeXml(remark)}</p>`);
  return [places.length > 0 ? `<ul>${places.join("")}</ul>` : "", ...said].join("");
}

function fixText({ fix }: RuleReport, lang: Lang): string {
  return fix === undefined ? "" : `<p>${escapeXml(textIn(lang)("audit.fix", { fix }))}</p>`;
}

/** A verdict's sign, with its word for who cannot see it. */
function mark(verdict: Verdict, lang: Lang): string {
  const told = escapeXml(textIn(lang)(`audit.verdict.${verdict}`));
  return `<span class="mark ${verdict}" role="img" aria-label="${told}" title="${told}">${marks[verdict]}</span>`;
}

function anchor({ path }: ServiceReport): string {
  return `service-${escapeXml(path.replace(/[^\w-]+/g, "-"))}`;
}
