import { type MessageCode, message } from "../../../../messages/catalogue.js";
import { tell } from "../../../../messages/tell.js";
import type { Lang, MessageParams } from "../../../../messages/text.js";
import type { ColdStartReport, Figures } from "./function-report.js";
import { lambdaPrices } from "./prices.js";

/** A service's page, below its folder. */
export const reportPage = "docs/cold-start.md";

const begin = (name: string): string => `<!-- msx lambda report ${name}: begin -->`;
const end = (name: string): string => `<!-- msx lambda report ${name}: end -->`;

/**
 * The page with the section of each function that was measured: it takes the place of the one before, or goes to the end. What
 * stands outside the markers stays as it is.
 * @param before undefined when there is no page yet
 */
export function withReports(
  before: string | undefined,
  service: string,
  reports: readonly ColdStartReport[],
  lang: Lang,
): string {
  const head = message("lambda.report.page.head", lang, { service });
  let page = before ?? `${head}\n`;
  for (const report of reports) {
    const section = [begin(report.name), "", ...sectionOf(report, lang), "", end(report.name)].join("\n");
    const from = page.indexOf(begin(report.name));
    const to = page.indexOf(end(report.name), from);
    if (from >= 0 && to >= 0) {
      page = page.slice(0, from) + section + page.slice(to + end(report.name).length);
    } else page = `${page.trimEnd()}\n\n${section}\n`;
  }
  return page;
}

function sectionOf(report: ColdStartReport, lang: Lang): readonly string[] {
  const say = (code: MessageCode, params?: MessageParams): string => message(code, lang, params);
  const { name, date, place, where, runtime, architecture, memoryMb, cold, warm, event } = report;
  const code =
    report.version === null
      ? say("lambda.report.page.code.alone")
      : say(report.isServed ? "lambda.report.page.code.served" : "lambda.report.page.code.other", {
          version: report.version,
        });
  const used = Math.max(cold?.usedMb.max ?? 0, warm?.usedMb.max ?? 0);
  const share = Math.round((used / memoryMb) * 100);
  return [
    ...[`## ${name}`, "", say("lambda.report.page.written", { date }), ""],
    ...[say(`lambda.report.page.place.${place}`, { where }), ""],
    ...["| | |", "|---|---|"],
    `| ${say("lambda.report.page.where")} | ${where} |`,
    `| ${say("lambda.report.page.code")} | ${code} |`,
    `| ${say("lambda.report.page.event")} | ${tell(event, lang)} |`,
    `| ${say("lambda.report.page.runtime")} | ${runtime}, ${architecture} |`,
    `| ${say("lambda.report.page.memory")} | ${memoryMb} MB |`,
    `| ${say("lambda.report.page.cold")} | ${cold?.durationMs.count ?? 0} |`,
    `| ${say("lambda.report.page.warm")} | ${warm?.durationMs.count ?? 0} |`,
    "",
    `| ${say("lambda.report.page.figure")} | p50 | p95 | max |`,
    "|---|---|---|---|",
    ...rows(cold, say("lambda.report.page.of.cold"), say),
    ...rows(warm, say("lambda.report.page.of.warm"), say),
    "",
    `| ${say("lambda.report.page.price")} | ${say("lambda.report.page.price.requests")} | ${say("lambda.report.page.price.duration")} | ${say("lambda.report.page.price.total")} |`,
    "|---|---|---|---|",
    ...priceRow(cold, say("lambda.report.page.price.cold"), say),
    ...priceRow(warm, say("lambda.report.page.price.warm"), say),
    "",
    say("lambda.report.page.prices", {
      ...{ region: lambdaPrices.region, date: lambdaPrices.asOf, source: lambdaPrices.source },
      ...{ second: lambdaPrices.perGbSecond[architecture].toFixed(10), architecture },
      requests: dollars(lambdaPrices.perMillionRequests),
    }),
    ...(report.region === lambdaPrices.region
      ? []
      : ["", say("lambda.report.page.prices.region", { region: report.region })]),
    ...["", say("lambda.report.page.used", { used, memory: memoryMb, share })],
  ];
}

type Say = (code: MessageCode, params?: MessageParams) => string;

function rows(figures: Figures | null, of: string, say: Say): readonly string[] {
  if (figures === null) return [];
  const { initMs, durationMs, billedMs, usedMb } = figures;
  const all = [
    ["lambda.report.page.init", initMs],
    ["lambda.report.page.duration", durationMs],
    ["lambda.report.page.billed", billedMs],
    ["lambda.report.page.memory-used", usedMb],
  ] as const;
  return all.flatMap(([code, spread]) =>
    spread === null ? [] : [`| ${say(code)}, ${of} | ${spread.p50} | ${spread.p95} | ${spread.max} |`],
  );
}

function priceRow(figures: Figures | null, of: string, say: Say): readonly string[] {
  if (figures === null) return [];
  const { requests, duration, total } = figures.priceOfMillion;
  const billed = say("lambda.report.page.price.billed", { kind: of, ms: figures.billedMs.mean });
  return [`| ${billed} | ${dollars(requests)} | ${dollars(duration)} | ${dollars(total)} |`];
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}
