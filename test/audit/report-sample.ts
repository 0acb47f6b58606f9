import type { ChecklistReport, ItemReport, RuleReport } from "../../src/audit/engine/report.js";
import type { ReportContext } from "../../src/audit/reporters/reporter.js";
import { rules } from "../../src/audit/rules/index.js";

/** What a repository may put into a report to break out of a format. */
export const hostile = `"><script>alert(1)</script>]]> --> ::error::x \`|\` [a](javascript:x) @everyone %0A\u0000\u001b[31m\ud800 é\nnext`;

const waiver = {
  ...{ reason: `because ${hostile}`, approver: "jane@example.com", expires: "2027-01-31" },
  ...{ file: "msx.yaml", line: 12 },
};
const place = (file: string, line: number | null, print: string) => ({
  ...{ file, line, note: `note ${hostile}`, fingerprint: print.repeat(32) },
});

function item(id: string, verdict: ItemReport["verdict"], ...decided: readonly RuleReport[]): ItemReport {
  return {
    ...{ id, checklist: "microservices", title: { en: `Title of ${id}`, es: `Título de ${id}` } },
    ...{ verdict, rules: decided },
  };
}

function rule(id: string, verdict: RuleReport["verdict"], more: Partial<RuleReport> = {}): RuleReport {
  return {
    ...{
      id,
      verdict,
      severity: "high",
      message: `message ${hostile}`,
      evidence: [place("src/a b.ts", 3, "a")],
    },
    ...more,
  };
}

/** One of everything: each verdict, waivers that hold and do not, in msx.yaml and in code, known and new. */
export const sampleReport: ChecklistReport = {
  schema: "msx-audit-report/1",
  services: [
    {
      name: "item-service",
      path: "services/item",
      items: [
        item("MS-1", "manual"),
        item(
          "MS-2",
          "pass",
          rule("service-owner", "pass", { evidence: [{ file: "a", line: 1, note: "n" }] }),
        ),
        item("MS-3", "waived", rule("openapi-contract", "waived", { waiver })),
        item("MS-4", "not-applicable", rule("transactional-outbox", "not-applicable", { evidence: [] })),
        item(
          "MS-5",
          "fail",
          rule("resilient-calls", "fail", {
            fix: `fix ${hostile}`,
            baseline: "new",
            refusedWaivers: [{ ...waiver, problem: "expired" }],
            evidence: [
              { ...place("src/é.ts", 7, "b"), baseline: "new" },
              { ...place("src/é.ts", 9, "c"), baseline: "known" },
              { ...place("src/é.ts", 11, "d"), waiver: { ...waiver, file: "src/é.ts", line: 10 } },
            ],
          }),
        ),
        item(
          "MS-8",
          "fail",
          rule("image-pinned", "fail", {
            severity: "low",
            baseline: "known",
            evidence: [{ ...place("Dockerfile", null, "e"), baseline: "known" }],
          }),
        ),
      ],
    },
    {
      name: "clean-service",
      path: "services/clean",
      items: [item("MS-1", "pass", rule("business-value", "pass"))],
    },
  ],
  summary: { pass: 2, fail: 2, manual: 1, waived: 1, notApplicable: 1, known: 1 },
  notes: [`a note ${hostile}`],
};

export const sampleContext: ReportContext = { lang: "en", rules, version: "1.2.3", prefix: "shop" };
