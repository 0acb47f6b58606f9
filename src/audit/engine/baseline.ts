import * as z from "zod";
import { message } from "../../messages/catalogue.js";
import type { Lang } from "../../messages/text.js";
import type { ChecklistReport, ItemReport, RuleReport, ServiceReport } from "./report.js";
import type { RuleInfo } from "./rule.js";

/** The failures of an old repository that were there when the audit came: a later run fails for new ones only. */
export const baselineSchema = z.strictObject({
  schema: z.literal("msx-audit-baseline/1"),
  failures: z.array(
    z.strictObject({ service: z.string(), rule: z.string(), file: z.string(), fingerprint: z.string() }),
  ),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** A rule that no waiver may excuse is not excused by its age either. */
function mayBeKnown(rule: RuleReport, rules: readonly RuleInfo[]): boolean {
  return rule.verdict === "fail" && rules.some(({ id, waivable }) => id === rule.id && waivable);
}

/** What a report fails by, as a baseline: in a fixed order, without dates, so that two of one commit are equal. */
export function baselineOf(report: ChecklistReport, rules: readonly RuleInfo[]): Baseline {
  const failures = report.services.flatMap((service) =>
    service.items
      .flatMap((item) => item.rules)
      .filter((rule) => mayBeKnown(rule, rules))
      .flatMap((rule) =>
        rule.evidence
          .filter(({ waiver }) => waiver === undefined)
          .map(({ file, fingerprint = "" }) => ({
            ...{ service: service.path, rule: rule.id, file, fingerprint },
          })),
      ),
  );
  return { schema: "msx-audit-baseline/1", failures };
}

/** The report with every failure marked as known or new, and a note of what the baseline has too much. */
export function compareWithBaseline(
  report: ChecklistReport,
  baseline: Baseline,
  rules: readonly RuleInfo[],
  lang: Lang,
): ChecklistReport {
  const known = new Set(baseline.failures.map(({ fingerprint }) => fingerprint));
  const mark = (rule: RuleReport): RuleReport => {
    if (rule.verdict !== "fail") return rule;
    const may = mayBeKnown(rule, rules);
    const evidence = rule.evidence.map((place) => ({
      ...place,
      baseline: may && known.has(place.fingerprint ?? "") ? ("known" as const) : ("new" as const),
    }));
    const open = evidence.filter(({ waiver }) => waiver === undefined);
    return { ...rule, evidence, baseline: open.every((one) => one.baseline === "known") ? "known" : "new" };
  };
  const services = report.services.map(
    (service): ServiceReport => ({
      ...service,
      items: service.items.map((item): ItemReport => ({ ...item, rules: item.rules.map(mark) })),
    }),
  );
  const failed = services.flatMap(({ items }) => items).filter(({ verdict }) => verdict === "fail");
  const mended = mendedBy(report, baseline);
  return {
    ...report,
    services,
    summary: { ...report.summary, known: failed.filter(isKnown).length },
    notes: [
      ...report.notes,
      ...(mended > 0 ? [message("audit.note.baseline-mended", lang, { count: mended })] : []),
    ],
  };
}

/** Whether a failed item fails by nothing but what the baseline knows. */
export function isKnown(item: ItemReport): boolean {
  return item.rules.every(({ verdict, baseline }) => verdict !== "fail" || baseline === "known");
}

/** Entries of audited services that fail no more. */
function mendedBy(report: ChecklistReport, baseline: Baseline): number {
  const audited = new Set(report.services.map(({ path }) => path));
  const found = new Set(
    report.services.flatMap(({ items }) =>
      items.flatMap(({ rules }) =>
        rules.flatMap(({ evidence }) => evidence.map(({ fingerprint }) => fingerprint)),
      ),
    ),
  );
  return baseline.failures.filter(
    ({ service, fingerprint }) => audited.has(service) && !found.has(fingerprint),
  ).length;
}
