import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { phrase } from "../../errors/detail.js";
import { checklists, formExceptions } from "../checklists/checklists.js";
import { rules } from "../rules/index.js";
import { checkGuideline, hasFindings } from "./check-guideline.js";
import { checklistsOf } from "./compare-guideline.js";
import { wordingHash } from "./markdown-lists.js";
import { readGuideline } from "./read-guideline.js";

const shipped = readFileSync("platform/guideline/microservices-and-serverless.es.md", "utf8");
const check = (markdown: string) =>
  checkGuideline("guideline.md", readGuideline("guideline.md", markdown), rules, []);
/** The shipped guideline with every occurrence of a text replaced, or only the first one. */
const changed = (from: string, to: string) => {
  expect(shipped).toContain(from);
  return shipped.replaceAll(from, to);
};
const inLists = (markdown: string) => check(markdown).checklists.flatMap(({ items }) => items);

test("the data is the guideline's Markdown, word by word and in its order", () => {
  const { lists, exceptions } = readGuideline("guideline.md", shipped);
  for (const name of ["microservices", "serverless", "migrations"] as const) {
    const copies = lists.filter(({ checklist }) => checklist === name);
    expect(copies.length).toBeGreaterThan(0);
    for (const { items } of copies) {
      expect(items.map(({ id, text }) => [id, text])).toEqual(
        checklists[name].map(({ id, title }) => [id, title.es]),
      );
    }
  }
  expect([...new Set(exceptions.map(({ id, text }) => `${id} ${text}`))]).toEqual(
    formExceptions.map(({ id, title, reason }) => `${id} ${title.es}: ${reason.es}`),
  );
});

test("it passes: every item is known, those without rules are a person's", () => {
  const report = check(shipped);
  expect(report.summary).toMatchObject({ changed: 0, missing: 0 });
  expect(report.summary.mapped + report.summary.unmapped).toBe(21);
  expect(hasFindings(report)).toBe(false);
  expect(checklistsOf(readGuideline("guideline.md", shipped))).toEqual(checklists);
});

test.each([
  [
    "other words for the same",
    "Patrones de resiliencia implementados",
    "Patrones de resiliencia implementados y probados",
    "MS-5",
  ],
  ["something else in its place", "Equipo capacitado", "Presupuesto aprobado", "MG-6"],
  [
    "a word of another meaning",
    "Base de datos independiente configurada",
    "Base de datos compartida configurada",
    "MS-6",
  ],
  ["a text that stands once", "Testing local configurado", "Testing local y remoto configurado", "SL-5"],
] as const)("%s fails, naming the text before", (_title, from, to, id) => {
  const report = check(changed(`- [ ] ${from}`, `- [ ] ${to}`));
  expect(hasFindings(report)).toBe(true);
  expect(report.summary.changed).toBe(1);
  const item = report.checklists.flatMap(({ items }) => items).find(({ status }) => status === "changed");
  expect(item).toMatchObject({
    id,
    text: to,
    was: from,
    mark: `<!-- msx: ${id} sha256:${wordingHash(to)} -->`,
  });
});

test("a change in one of two copies is found", () => {
  const report = check(
    shipped.replace("- [ ] CI/CD pipeline implementado", "- [ ] CI/CD pipeline con aprobación"),
  );
  expect(report.summary.changed).toBe(1);
});

test("the mark that the report names settles a changed text, until it changes again", () => {
  const text = "Patrones de resiliencia implementados y probados";
  const mark = `<!-- msx: MS-5 sha256:${wordingHash(text)} -->`;
  const settled = changed("- [ ] Patrones de resiliencia implementados", `- [ ] ${text} ${mark}`);
  expect(hasFindings(check(settled))).toBe(false);
  expect(inLists(settled).find(({ id }) => id === "MS-5")).toMatchObject({ text, status: "mapped" });
  const again = check(settled.replaceAll(text, `${text} en producción`));
  expect(again.summary.changed).toBe(1);
});

test("an exception that changed fails too", () => {
  const report = check(changed("Cuando los costos son prohibitivos", "Cuando los costos son altos"));
  expect(hasFindings(report)).toBe(true);
  expect(report.exceptions.filter(({ status }) => status === "changed").map(({ id }) => id)).toEqual([
    "NM-4",
    "NM-4",
  ]);
});

test("a new item is unmapped, a removed one missing: neither is a failure", () => {
  const more = check(
    changed(
      "- [ ] Testing automatizado configurado",
      "- [ ] Testing automatizado configurado\n- [ ] Cifrado en reposo",
    ),
  );
  expect(hasFindings(more)).toBe(false);
  expect(more.checklists[0]?.items.at(-1)).toMatchObject({
    id: "cifrado-en-reposo",
    status: "unmapped",
    rules: [],
  });
  const less = check(changed("- [ ] Equipo capacitado\n", ""));
  expect(hasFindings(less)).toBe(false);
  expect(less.summary.missing).toBe(1);
});

test("a guideline of one's own works at once: known words keep their rules, the rest is a person's", () => {
  const own = `# Acme

## Services
- [ ] API contracts are documented
- [ ] Secrets live in the vault <!-- msx: SEC-1 -->

## Lambda functions
- [ ] Testing local configurado
- [ ] Every function has an alarm
`;
  const report = check(own);
  expect(hasFindings(report)).toBe(false);
  expect(report.checklists.map(({ checklist }) => checklist)).toEqual(["general", "serverless"]);
  expect(checklistsOf(readGuideline("own.md", own))).toEqual({
    microservices: [expect.objectContaining({ id: "MS-3" })],
    serverless: [
      expect.objectContaining({ id: "SL-5" }),
      expect.objectContaining({ id: "every-function-has-an-alarm" }),
    ],
    migrations: [],
    general: [
      {
        id: "SEC-1",
        checklist: "general",
        title: { en: "Secrets live in the vault", es: "Secrets live in the vault" },
      },
    ],
  });
});

test("an item much like a known one says so", () => {
  const report = check("# Acme\n- [ ] Contratos de API publicados y documentados\n- [ ] Otra cosa");
  expect(report.checklists[0]?.items[0]).toMatchObject({ status: "unmapped", resembles: "MS-3" });
});

test.each([
  ["no checklist", "# Acme\n- a list\n", phrase("no-checklist")],
  [
    "two items of one id",
    "- [ ] One <!-- msx: A-1 -->\n- [ ] Two <!-- msx: A-1 -->",
    phrase("marked-twice", { one: 1, other: 2, id: "A-1" }),
  ],
  ["too many", "- [ ] x\n".repeat(2_001), phrase("too-many-entries", { most: 2000 })],
])("%s cannot be used", (_title, markdown, detail) => {
  expect(() => readGuideline("own.md", markdown)).toThrow(
    expect.objectContaining({
      code: "GUIDELINE_UNUSABLE",
      params: expect.objectContaining({ detail }),
    }),
  );
});
