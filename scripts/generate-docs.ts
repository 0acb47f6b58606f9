// Writes the pages that come from the code: docs/errors/<CODE>.md (and .es.md), an index in each language.
// `--check` writes nothing and fails when a page is missing, stale or left over.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ErrorCode, errorCodes } from "../src/errors/codes.js";
import { errorTexts } from "../src/messages/errors.js";
import type { Lang, Text } from "../src/messages/text.js";

const folder = "docs/errors";
const check = process.argv.includes("--check");

const words: Record<string, Text> = {
  title: { en: "Errors of msx", es: "Errores de msx" },
  what: { en: "What you see", es: "Lo que ves" },
  why: { en: "Why", es: "Por qué" },
  fix: { en: "What to do", es: "Qué hacer" },
  exit: { en: "Exit code", es: "Código de salida" },
  generated: {
    en: "Generated from the message catalogue: `npm run docs:generate`.",
    es: "Generado desde el catálogo de mensajes: `npm run docs:generate`.",
  },
};
const word = (key: string, lang: Lang): string => words[key]?.[lang] ?? key;
const suffix = (lang: Lang): string => (lang === "en" ? ".md" : ".es.md");
/** Holes of a message as a reader sees them. */
const holes = (text: string): string => text.replace(/\{(\w+)\}/g, "‹$1›");

function page(code: ErrorCode, lang: Lang): string {
  const text = errorTexts[code];
  return [
    `# ${code}`,
    "",
    `**${word("what", lang)}.** ${holes(text.what[lang])}`,
    "",
    `**${word("why", lang)}.** ${holes(text.why[lang])}`,
    "",
    `**${word("fix", lang)}.** ${holes(text.fix[lang])}`,
    "",
    `${word("exit", lang)}: ${errorCodes[code].exit}`,
    "",
  ].join("\n");
}

function index(codes: readonly ErrorCode[], lang: Lang): string {
  const rows = codes.map(
    (code) =>
      `| [${code}](${code}${suffix(lang)}) | ${holes(errorTexts[code].what[lang])} | ${errorCodes[code].exit} |`,
  );
  return [
    `# ${word("title", lang)}`,
    "",
    word("generated", lang),
    "",
    `| | ${word("what", lang)} | ${word("exit", lang)} |`,
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

const codes = Object.keys(errorCodes) as ErrorCode[];
const pages = new Map<string, string>();
for (const lang of ["en", "es"] as const) {
  pages.set(`README${suffix(lang)}`, index(codes, lang));
  for (const code of codes) pages.set(`${code}${suffix(lang)}`, page(code, lang));
}

mkdirSync(folder, { recursive: true });
const problems: string[] = [];
for (const name of readdirSync(folder)) {
  if (pages.has(name)) continue;
  problems.push(`left over: ${folder}/${name}`);
  if (!check) rmSync(path.join(folder, name));
}
for (const [name, text] of pages) {
  const file = path.join(folder, name);
  const found = readdirSync(folder).includes(name) ? readFileSync(file, "utf8") : undefined;
  if (found === text) continue;
  problems.push(`stale: ${file}`);
  if (!check) writeFileSync(file, text);
}
if (check && problems.length > 0) {
  console.error(`${problems.join("\n")}\nRun: npm run docs:generate`);
  process.exitCode = 1;
}
