import type { LambdaReportResult } from "../actions/lambda-report.js";
import type { Page } from "../ui/page.js";

/** What was measured of each function, briefly, and where all of it stands. */
export function renderLambdaReport(
  { dryRun, functions, reports, skipped, where, file }: LambdaReportResult,
  asked: { readonly cold: number; readonly warm: number },
  page: Page,
): void {
  if (dryRun) {
    for (const { name, event } of functions)
      page.say("lambda.report.would", { function: name, event, where, ...asked });
  } else {
    const columns = ["function", "init", "cold", "warm", "memory", "price"] as const;
    page.table([
      columns.map((column) => page.text(`lambda.report.table.${column}`)),
      ...reports.map(({ name, cold, warm, memoryMb }) => [
        name,
        ms(cold?.initMs?.p50),
        ms(cold?.durationMs.p50),
        ms(warm?.durationMs.p50),
        `${Math.max(cold?.usedMb.max ?? 0, warm?.usedMb.max ?? 0)}/${memoryMb} MB`,
        warm === null ? "-" : `${warm.priceOfMillion.total.toFixed(2)} USD`,
      ]),
    ]);
    if (reports.some(({ place }) => place !== "aws")) page.say("lambda.report.not-aws", { where });
  }
  for (const name of skipped) page.say("lambda.report.skipped", { function: name });
  if (file !== null) page.say("lambda.report.written", { file });
}

function ms(value: number | undefined): string {
  return value === undefined ? "-" : `${value} ms`;
}
