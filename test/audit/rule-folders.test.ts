import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checklists } from "../../src/audit/checklists/checklists.js";
import { attestationRule } from "../../src/audit/engine/attestation.js";
import { markdownHeadings } from "../../src/audit/guideline/markdown-lists.js";
import { rules } from "../../src/audit/rules/index.js";

const root = "src/audit/rules";
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const sections = markdownHeadings(
  readFileSync("platform/guideline/microservices-and-serverless.es.md", "utf8"),
);
const items = Object.values(checklists)
  .flat()
  .map(({ id }) => id);
const headings = {
  ".md": ["## Why", "## How to fix", "## Guideline", "## Waiver"],
  ".es.md": ["## Por qué", "## Cómo corregir", "## Lineamiento", "## Excepción"],
};

test("every folder is a rule of the list, in its order, and every rule has its folder", () => {
  expect(rules.map(({ id }) => id)).toEqual([...folders].sort());
});

test.each(folders)("%s has a rule, a test that runs it, and its metadata", (name) => {
  expect(existsSync(`${root}/${name}/rule.ts`)).toBe(true);
  expect(readFileSync(`${root}/${name}/rule.test.ts`, "utf8")).toMatch(
    /\bcheck(?:(?:Serverless)?Rule\(\s*rule,\s*\[[\s\S]*verdict: "|MigrationRule\(\s*rule,)/,
  );
  const rule = rules.find(({ id }) => id === name);
  expect(items).toContain(rule?.item);
  expect(["high", "medium", "low"]).toContain(rule?.severity);
  for (const text of [rule?.title, rule?.why, rule?.fix]) {
    expect(text?.en.trim()).toMatch(/\S{2,}/);
    expect(text?.es.trim()).toMatch(/\S{2,}/);
    expect(text?.en).not.toBe(text?.es);
  }
});

test.each(folders)("%s is shown what is missing and what only pretends to be there", (name) => {
  const own = readFileSync(`${root}/${name}/rule.test.ts`, "utf8");
  const cases = own.includes("checkMigrationRule(")
    ? readFileSync("test/audit/check-migration-rule.ts", "utf8")
    : own;
  for (const kind of ["bad", "hostile"])
    expect(cases).toMatch(new RegExp(`\\bkind: "${kind}"|\\("${kind}"\\)`));
});

test.each([...rules, attestationRule].map(({ id, section }) => [id, section]))(
  "%s cites a section of the guideline",
  (_id, section) => {
    expect(sections).toContain(section);
  },
);

test.each([...folders, attestationRule.id])("%s has a page in each language, with its headings", (name) => {
  for (const [suffix, wanted] of Object.entries(headings)) {
    const lines = readFileSync(`docs/rules/${name}${suffix}`, "utf8").split("\n");
    expect(lines[0]).toBe(`# ${name}`);
    expect(lines.filter((line) => line.startsWith("## "))).toEqual(wanted);
    for (const heading of wanted) expect(lines[lines.indexOf(heading) + 2]).toMatch(/\S/);
  }
});
