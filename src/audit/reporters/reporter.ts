import nodePath from "node:path/posix";
import { type MessageCode, message } from "../../messages/catalogue.js";
import type { Lang, MessageParams } from "../../messages/text.js";
import { isKnown } from "../engine/baseline.js";
import type {
  ChecklistReport,
  EvidenceReport,
  ItemReport,
  RuleReport,
  ServiceReport,
  Verdict,
} from "../engine/report.js";
import type { RuleInfo } from "../engine/rule.js";

/** What a reporter is told besides the report. */
export interface ReportContext {
  readonly lang: Lang;
  readonly rules: readonly RuleInfo[];
  /** Of msx. */
  readonly version: string;
  /** The audited folder within its repository, "." for all of it: what tools that see the whole repository put in front. */
  readonly prefix: string;
}

/** Writes a report in one format. Pure: the same report gives the same text. */
export type Reporter = (report: ChecklistReport, context: ReportContext) => string;

/** A rule's verdict with what it stands in. */
export interface Judged {
  readonly service: ServiceReport;
  readonly item: ItemReport;
  /** Undefined for an item that no rule decides. */
  readonly rule: RuleReport | undefined;
  readonly verdict: Verdict;
}

export const verdicts = ["pass", "fail", "manual", "waived", "not-applicable"] as const;

export const marks: Readonly<Record<Verdict, string>> = {
  ...{ pass: "✔", fail: "✖", manual: "?", waived: "~", "not-applicable": "-" },
};

/** What a chapter of a report tells once: a rule's verdict with the same words, in every service where it is so. */
export interface Told {
  readonly verdict: Verdict;
  readonly item: ItemReport;
  /** As in the first service; undefined for an item that no rule decides. */
  readonly rule: RuleReport | undefined;
  /** Each of its services once. */
  readonly members: readonly Judged[];
}

export function textIn(lang: Lang): (code: MessageCode, params?: MessageParams) => string {
  return (code, params) => message(code, lang, params);
}

/** Every verdict of a report, in its order; an item without rules is one too. */
export function judgedIn(report: ChecklistReport): readonly Judged[] {
  return report.services.flatMap((service) =>
    service.items.flatMap((item): readonly Judged[] =>
      item.rules.length === 0
        ? [{ service, item, rule: undefined, verdict: item.verdict }]
        : item.rules.map((rule) => ({ service, item, rule, verdict: rule.verdict })),
    ),
  );
}

const severities = ["high", "medium", "low"] as const;

/**
 * What is told under a verdict's heading, the worst first: new failures before known ones, then by severity. What an
 * attestation that does not hold was to answer is told by that failure, and not again as a question to a person.
 */
export function chapterOf(report: ChecklistReport, verdict: Verdict): readonly Told[] {
  const found = judgedIn(report).filter((one) => one.verdict === verdict && !isAnsweredWrongly(one));
  const groups = new Map<string, Judged[]>();
  for (const one of found) {
    const { id, message, fix, baseline } = one.rule ?? {};
    const words = [one.item.id, id, message, fix, baseline].join("\0");
    groups.set(words, [...(groups.get(words) ?? []), one]);
  }
  const told = [...groups.values()].flatMap((members): Told[] => {
    const [first] = members;
    return first ? [{ verdict, item: first.item, rule: first.rule, members }] : [];
  });
  const badness = ({ rule }: Told): number =>
    (rule?.baseline === "known" ? severities.length : 0) + severities.indexOf(rule?.severity ?? "low");
  return told.sort((one, other) => badness(one) - badness(other));
}

function isAnsweredWrongly({ verdict, item }: Judged): boolean {
  return (
    verdict === "manual" && item.rules.some(({ id, verdict }) => id === "attestation" && verdict === "fail")
  );
}

/** A place as a whole repository's tools see it. */
export function repositoryFile(file: string, { prefix }: ReportContext): string {
  return nodePath.normalize(nodePath.join(prefix, file));
}

/** Whether a place is neither waived by itself nor known by the baseline. */
export function isOpenPlace(place: Partial<EvidenceReport>): boolean {
  return place.waiver === undefined && place.baseline !== "known";
}

export function placeText({ file, line }: Pick<EvidenceReport, "file" | "line">): string {
  return line === null ? file : `${file}:${line}`;
}

/** What to say of a rule's verdict besides its message: waivers that hold or do not, and that it is known. */
export function remarks(rule: RuleReport, lang: Lang): readonly string[] {
  const text = textIn(lang);
  const waiver = (one: NonNullable<RuleReport["waiver"]>) => text("audit.waiver", { ...one });
  return [
    ...(rule.waiver ? [waiver(rule.waiver)] : []),
    ...(rule.refusedWaivers ?? []).map((refused) => {
      const { problem, approver, expires, file, line } = refused;
      const detail = text(`audit.waiver.${problem}`, { rule: rule.id, approver, expires });
      return text("audit.refused", { detail, file, line });
    }),
    ...(rule.waiver ? [] : rule.evidence.flatMap((place) => (place.waiver ? [waiver(place.waiver)] : []))),
    ...(rule.baseline === "known" ? [text("audit.known")] : []),
  ];
}

/** The one sentence that says how it went. */
export function headline({ services, summary }: ChecklistReport, lang: Lang): string {
  const text = textIn(lang);
  if (services.length === 0) return text("audit.result.none");
  if (summary.fail === 0) return text("audit.result.pass");
  const failed = services.filter(({ items }) => items.some(({ verdict }) => verdict === "fail"));
  const told =
    services.length === 1
      ? text(summary.fail === 1 ? "audit.result.fail-one-here" : "audit.result.fail-here", {
          fail: summary.fail,
        })
      : summary.fail === 1
        ? text("audit.result.fail-one", { of: services.length })
        : text("audit.result.fail", { fail: summary.fail, services: failed.length, of: services.length });
  return summary.known === undefined || summary.known === 0
    ? told
    : `${told}, ${text("audit.result.known", { known: summary.known })}`;
}

/** Services as a reader wants them: those with new failures first, then with known ones, then by name as they came. */
export function worstFirst(services: readonly ServiceReport[]): readonly ServiceReport[] {
  const badness = ({ items }: ServiceReport): number => {
    const failed = items.filter(({ verdict }) => verdict === "fail");
    return failed.filter((item) => !isKnown(item)).length * 1_000 + failed.length;
  };
  return [...services].sort((one, other) => badness(other) - badness(one));
}

export function countOf(service: ServiceReport, verdict: Verdict): number {
  return service.items.filter((item) => item.verdict === verdict).length;
}
