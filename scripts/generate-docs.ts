// Writes the pages that come from the code, in each language, with an index: docs/errors/<CODE>.md and docs/rules/<id>.md.
// `--check` writes nothing and fails when a page is missing, stale or left over.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { checklists } from "../src/audit/checklists/checklists.js";
import { attestationRule } from "../src/audit/engine/attestation.js";
import type { RuleInfo } from "../src/audit/engine/rule.js";
import { liveRules } from "../src/audit/live/live-rules.js";
import { rules } from "../src/audit/rules/index.js";
import { type ErrorCode, errorCodes } from "../src/errors/codes.js";
import { errorTexts } from "../src/messages/errors.js";
import type { Lang, Text } from "../src/messages/text.js";

const check = process.argv.includes("--check");

const words: Record<string, Text> = {
  errors: { en: "Errors of msx", es: "Errores de msx" },
  rules: { en: "Rules of the audit", es: "Reglas de la auditoría" },
  item: { en: "Checklist item", es: "Punto del checklist" },
  section: { en: "Guideline", es: "Lineamiento" },
  severity: { en: "Severity", es: "Severidad" },
  what: { en: "What you see", es: "Lo que ves" },
  why: { en: "Why", es: "Por qué" },
  fix: { en: "What to do", es: "Qué hacer" },
  howToFix: { en: "How to fix", es: "Cómo corregir" },
  waiver: { en: "Waiver", es: "Excepción" },
  waivable: {
    en: "It can be waived, with a reason, an approver and an end.",
    es: "Admite excepciones, con motivo, quien las aprueba y vencimiento.",
  },
  notWaivable: { en: "It cannot be waived.", es: "No admite excepciones." },
  everyItem: { en: "every one that is left to a person", es: "todos los que quedan a cargo de una persona" },
  high: { en: "high", es: "alta" },
  medium: { en: "medium", es: "media" },
  low: { en: "low", es: "baja" },
  exit: { en: "Exit code", es: "Código de salida" },
  generated: {
    en: "Generated from the code: `npm run docs:generate`.",
    es: "Generado desde el código: `npm run docs:generate`.",
  },
};
const word = (key: string, lang: Lang): string => words[key]?.[lang] ?? key;
const suffix = (lang: Lang): string => (lang === "en" ? ".md" : ".es.md");
/** Holes of a message as a reader sees them. */
const holes = (text: string): string => text.replace(/\{(\w+)\}/g, "‹$1›");

function errorPage(code: ErrorCode, lang: Lang): string {
  const text = errorTexts[code];
  return lines(
    `# ${code}`,
    `**${word("what", lang)}.** ${holes(text.what[lang])}`,
    `**${word("why", lang)}.** ${holes(text.why[lang])}`,
    `**${word("fix", lang)}.** ${holes(text.fix[lang])}`,
    `${word("exit", lang)}: ${errorCodes[code].exit}`,
  );
}

function errorIndex(lang: Lang): string {
  const rows = codes.map(
    (code) =>
      `| [${code}](${code}${suffix(lang)}) | ${holes(errorTexts[code].what[lang])} | ${errorCodes[code].exit} |`,
  );
  const head = `| | ${word("what", lang)} | ${word("exit", lang)} |\n|---|---|---|`;
  return lines(`# ${word("errors", lang)}`, word("generated", lang), [head, ...rows].join("\n"));
}

function rulePage(rule: RuleInfo, lang: Lang): string {
  return lines(
    `# ${rule.id}`,
    `${rule.title[lang]}.`,
    `## ${word("why", lang)}`,
    rule.why[lang],
    `## ${word("howToFix", lang)}`,
    rule.fix[lang],
    `## ${word("section", lang)}`,
    `«${rule.section}». ${word("item", lang)}: ${itemOf(rule, lang)}. ${word("severity", lang)}: ${word(rule.severity, lang)}.`,
    `## ${word("waiver", lang)}`,
    word(rule.waivable ? "waivable" : "notWaivable", lang),
  );
}

function ruleIndex(lang: Lang): string {
  const rows = described.map(
    (rule) =>
      `| [${rule.id}](${rule.id}${suffix(lang)}) | ${rule.title[lang]} | ${rule.item} | ${word(rule.severity, lang)} |`,
  );
  const head = `| | | ${word("item", lang)} | ${word("severity", lang)} |\n|---|---|---|---|`;
  return lines(`# ${word("rules", lang)}`, word("generated", lang), [head, ...rows].join("\n"));
}

function itemOf(rule: RuleInfo, lang: Lang): string {
  if (rule.item === "*") return word("everyItem", lang);
  const item = Object.values(checklists)
    .flat()
    .find(({ id }) => id === rule.item);
  if (!item) throw new Error(`${rule.id} decides ${rule.item}, which is no item of a checklist`);
  return `${rule.item} (${item.title[lang]})`;
}

function lines(...paragraphs: readonly string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}

/** Every rule, those that experiments decide included, and what decides items in place of rules. */
const described: readonly RuleInfo[] = [...rules, ...liveRules([]), attestationRule].sort((a, b) =>
  a.id < b.id ? -1 : 1,
);
const codes = Object.keys(errorCodes) as ErrorCode[];
const pages = new Map<string, string>();
for (const lang of ["en", "es"] as const) {
  pages.set(`docs/errors/README${suffix(lang)}`, errorIndex(lang));
  for (const code of codes) pages.set(`docs/errors/${code}${suffix(lang)}`, errorPage(code, lang));
  pages.set(`docs/rules/README${suffix(lang)}`, ruleIndex(lang));
  for (const rule of described) pages.set(`docs/rules/${rule.id}${suffix(lang)}`, rulePage(rule, lang));
}

const problems: string[] = [];
for (const folder of ["docs/errors", "docs/rules"]) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const file = path.posix.join(folder, name);
    if (pages.has(file)) continue;
    problems.push(`left over: ${file}`);
    if (!check) rmSync(file);
  }
}
for (const [file, text] of pages) {
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  problems.push(`stale: ${file}`);
  if (!check) writeFileSync(file, text);
}
if (check && problems.length > 0) {
  console.error(`${problems.join("\n")}\nRun: npm run docs:generate`);
  process.exitCode = 1;
}
