import type { Location, Log, ReportingDescriptor, Result, Suppression } from "sarif";
import type { EvidenceReport, RefusedWaiver, WaiverReport } from "../engine/report.js";
import type { Severity } from "../engine/rule.js";
import {
  type Judged,
  judgedIn,
  type ReportContext,
  type Reporter,
  repositoryFile,
  textIn,
} from "./reporter.js";

const levels: Readonly<Record<Severity, Result.level>> = { high: "error", medium: "warning", low: "note" };

/**
 * SARIF 2.1.0 (OASIS standard). A result is a place where a rule fails; what a waiver excuses is a suppressed one, and what a
 * person must decide has the kind `review`. What passes is no result: readers of SARIF take every result for a finding.
 */
export const sarif: Reporter = (report, context) => {
  const log: Log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            ...{ name: "msx", version: context.version, semanticVersion: context.version },
            rules: context.rules.map((rule) => descriptor(rule, context)),
          },
        },
        language: context.lang,
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: {
          "%SRCROOT%": { description: { text: "The root of the repository that was audited." } },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.notes.map((text) => ({ level: "warning", message: { text } })),
          },
        ],
        results: judgedIn(report).flatMap((judged) => resultsOf(judged, context)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function descriptor(rule: ReportContext["rules"][number], { lang }: ReportContext): ReportingDescriptor {
  const fix = textIn(lang)("audit.fix", { fix: rule.fix[lang] });
  return {
    id: rule.id,
    shortDescription: { text: rule.title[lang] },
    fullDescription: { text: rule.why[lang] },
    help: { text: `${rule.why[lang]}\n\n${fix}` },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: [rule.item], item: rule.item, section: rule.section, waivable: rule.waivable },
  };
}

function resultsOf(judged: Judged, context: ReportContext): Result[] {
  const { rule, verdict } = judged;
  if (verdict === "manual") return [review(judged, context)];
  if (!rule || (verdict !== "fail" && verdict !== "waived")) return [];
  return rule.evidence.map((place) => {
    const waiver = place.waiver ?? rule.waiver;
    const refused = rule.refusedWaivers ?? [];
    const suppressions = waiver
      ? [accepted(waiver, context)]
      : refused.map((one) => rejected(one, judged, context));
    return {
      ...about(judged, context),
      level: levels[rule.severity],
      kind: "fail",
      message: { text: `${rule.message}: ${place.note}` },
      locations: [location(place, context)],
      partialFingerprints: { "msxFailure/v1": place.fingerprint ?? "" },
      ...(place.baseline && { baselineState: place.baseline === "known" ? "unchanged" : "new" }),
      ...(suppressions.length > 0 && { suppressions }),
    } satisfies Result;
  });
}

/** SARIF 3.27.10: a result of another kind than `fail` has no level. */
function review(judged: Judged, context: ReportContext): Result {
  const { rule, item, service } = judged;
  const places = rule?.evidence ?? [];
  const folder = { file: `${service.path}/`, line: null };
  return {
    ...about(judged, context),
    level: "none",
    kind: "review",
    message: { text: rule?.message ?? item.title[context.lang] },
    locations: (places.length > 0 ? places : [folder]).map((place) => location(place, context)),
  };
}

function about({ rule, item, service }: Judged, { rules }: ReportContext) {
  const index = rules.findIndex(({ id }) => id === rule?.id);
  return {
    ruleId: rule?.id ?? item.id,
    ...(index >= 0 && { ruleIndex: index }),
    properties: { service: service.name, item: item.id },
  };
}

function location(place: Pick<EvidenceReport, "file" | "line">, context: ReportContext): Location {
  const uri = repositoryFile(place.file, context).split("/").map(encodeURIComponent).join("/");
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: "%SRCROOT%" },
      ...(place.line !== null && { region: { startLine: place.line } }),
    },
  };
}

function accepted(waiver: WaiverReport, context: ReportContext): Suppression {
  return {
    kind: isInCode(waiver) ? "inSource" : "external",
    status: "accepted",
    justification: waiver.reason,
    location: location(waiver, context),
    properties: { approver: waiver.approver, expires: waiver.expires },
  };
}

function rejected(waiver: RefusedWaiver, { rule }: Judged, context: ReportContext): Suppression {
  const { problem, approver, expires } = waiver;
  const why = textIn(context.lang)(`audit.waiver.${problem}`, { rule: rule?.id ?? "", approver, expires });
  return { ...accepted(waiver, context), status: "rejected", justification: `${waiver.reason} (${why})` };
}

function isInCode({ file }: WaiverReport): boolean {
  return !/(?:^|\/)msx\.yaml$/.test(file);
}
