import type { ChecklistReport } from "./report.js";
import type { Severity } from "./rule.js";

/** The least severity that makes a run fail, or `none`. */
export const failLevels = ["low", "medium", "high", "none"] as const;
export type FailLevel = (typeof failLevels)[number];

export interface Threshold {
  readonly failOn: FailLevel;
  /** Whether an item that needs a person makes the run fail too. */
  readonly strict: boolean;
}

const rank: Readonly<Record<Severity, number>> = { low: 1, medium: 2, high: 3 };

/** Whether a report is a failure: a failed rule of that severity which no baseline knows, or, if strict, a `manual` item. */
export function isFailure(report: ChecklistReport, { failOn, strict }: Threshold): boolean {
  if (failOn === "none") return false;
  const rules = report.services.flatMap(({ items }) => items.flatMap((item) => item.rules));
  return (
    (strict && report.summary.manual > 0) ||
    rules.some(
      ({ verdict, severity, baseline }) =>
        verdict === "fail" && baseline !== "known" && rank[severity] >= rank[failOn],
    )
  );
}
