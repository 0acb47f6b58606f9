// What waivers and a baseline make of a report: one rule that fails at every line that says "bad".
import { expect, test } from "vitest";
import { memoryTree } from "../evidence/file-tree.js";
import { auditRepository } from "./audit-repository.js";
import { baselineOf, compareWithBaseline } from "./baseline.js";
import type { WaiverBook } from "./excuse.js";
import { isFailure } from "./outcome.js";
import type { RuleReport } from "./report.js";
import { failOn, pass, pointer, type Rule } from "./rule.js";
import type { Judgement, Waiver } from "./waivers.js";

const note = { en: "bad", es: "malo" };
const rule: Rule = {
  ...{ id: "all-good", item: "MS-5", title: note, severity: "medium", waivable: true },
  ...{ why: note, fix: note, section: "§" },
  evaluate: ({ tree }) => {
    const lines = (tree.read("a.ts") ?? "").split("\n");
    const hits = lines.flatMap((text, index) => (text.includes("bad") ? [index + 1] : []));
    return failOn(
      hits.map((line) => pointer("a.ts", line, note)),
      note,
      () => pass(note, pointer("a.ts", 1, note)),
    );
  },
};
const words = '--reason "why" --approved-by jane --expires 2027-01-31';
const manifest = "apiVersion: msx/v1\nkind: Service\nname: item\nform: microservice\nstack: typescript\n";

function audit(code: string, options: { declared?: Waiver[]; judge?: Judgement; rule?: Partial<Rule> } = {}) {
  const waivers: WaiverBook = { declared: options.declared ?? [], judge: () => options.judge ?? {} };
  return auditRepository({
    tree: memoryTree({ "services/item/service.yaml": manifest, "services/item/a.ts": code }),
    ...{ below: ".", place: "/", rules: [{ ...rule, ...options.rule }], waivers, lang: "en" },
    now: new Date("2026-11-27T00:00:00Z"),
  });
}
const only = (report: ReturnType<typeof audit>): RuleReport => {
  const found = report.services[0]?.items.flatMap(({ rules }) => rules).find(({ id }) => id === rule.id);
  if (!found) throw new Error("no rule");
  return found;
};
const everywhere: Waiver = {
  ...{ rule: "all-good", reason: "why", approver: "jane", expires: "2027-01-31" },
  place: { file: "msx.yaml", line: 9, end: 12, kind: "policy" },
};

test("a waiver of msx.yaml waives the rule, which is not counted as a pass", () => {
  const report = audit("bad\n", { declared: [everywhere] });
  expect(only(report)).toMatchObject({ verdict: "waived", waiver: { file: "msx.yaml", line: 9 } });
  expect(report.summary).toMatchObject({ pass: 0, fail: 0, waived: 1 });
});

test("one that does not hold leaves the failure, and says why", () => {
  const report = audit("bad\n", { declared: [everywhere], judge: { problem: "expired" } });
  expect(only(report)).toMatchObject({ verdict: "fail", refusedWaivers: [{ problem: "expired" }] });
  expect(report.notes.join()).toContain("msx.yaml:9: the waiver of all-good expired on 2027-01-31");
});

test("one for another service is not meant", () => {
  expect(only(audit("bad\n", { declared: [{ ...everywhere, service: "other" }] })).verdict).toBe("fail");
});

test("waivers in code waive the rule once they cover every place", () => {
  const covered = `// msx-waive all-good ${words}\nbad one\nbad two // msx-waive all-good ${words}\n`;
  expect(only(audit(covered))).toMatchObject({ verdict: "waived", waiver: { file: "services/item/a.ts" } });
  const half = only(audit(`${covered}bad three\n`));
  expect(half.verdict).toBe("fail");
  expect(half.evidence.map(({ waiver }) => waiver?.line)).toEqual([1, 3, undefined]);
});

test("a fingerprint survives lines that move, and a second place of the same text has its own", () => {
  const prints = (code: string) => only(audit(code)).evidence.map(({ fingerprint }) => fingerprint);
  const [before] = prints("bad one\n");
  expect(prints("\n// more\n    bad   one\n")).toEqual([before]);
  const two = prints("bad one\nbad one\n");
  expect(two[0]).toBe(before);
  expect(two[1]).not.toBe(before);
});

test("a baseline knows what was there, and nothing that came since", () => {
  const rules = [rule];
  const baseline = baselineOf(audit("bad one\n"), rules);
  const known = compareWithBaseline(audit("\nbad one\n"), baseline, rules, "en");
  expect(only(known)).toMatchObject({ verdict: "fail", baseline: "known" });
  expect(known.summary).toMatchObject({ fail: 1, known: 1, pass: 0 });
  expect(isFailure(known, { failOn: "low", strict: false })).toBe(false);
  const worse = compareWithBaseline(audit("bad one\nbad two\n"), baseline, rules, "en");
  expect(only(worse).evidence.map((place) => place.baseline)).toEqual(["known", "new"]);
  expect(isFailure(worse, { failOn: "low", strict: false })).toBe(true);
  expect(compareWithBaseline(audit("good\n"), baseline, rules, "en").notes.join()).toContain("gone: 1");
});

test("a rule that cannot be waived is in no baseline", () => {
  const strict = { waivable: false };
  const report = audit("bad\n", { rule: strict });
  expect(baselineOf(report, [{ ...rule, ...strict }]).failures).toEqual([]);
  const baseline = baselineOf(audit("bad\n"), [rule]);
  const compared = compareWithBaseline(report, baseline, [{ ...rule, ...strict }], "en");
  expect(only(compared).baseline).toBe("new");
});

test.each([
  ["low", true],
  ["medium", true],
  ["high", false],
  ["none", false],
] as const)("--fail-on %s with a medium failure: %s", (level, fails) => {
  expect(isFailure(audit("bad\n"), { failOn: level, strict: false })).toBe(fails);
});
