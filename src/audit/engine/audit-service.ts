import type { Lang } from "../../messages/text.js";
import { type ChecklistItem, checklists } from "../checklists/checklists.js";
import type { ServiceEvidence } from "../evidence/service-evidence.js";
import type { ItemReport, RuleReport, ServiceReport, Verdict } from "./report.js";
import { type Finding, notApplicable, type Rule } from "./rule.js";
import { type Waiver, waiverFor } from "./waivers.js";

export interface AuditPolicy {
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  readonly lang: Lang;
}

/** Decides every item of the checklists that apply to a service. Pure: the same evidence gives the same report. */
export function auditService(evidence: ServiceEvidence, policy: AuditPolicy): ServiceReport {
  const { service } = evidence;
  const items =
    service.form === "lambda"
      ? [...checklists.microservices, ...checklists.serverless]
      : checklists.microservices;
  return {
    name: service.name,
    path: service.folder,
    items: items.map((item) => auditItem(item, evidence, policy)),
  };
}

function auditItem(item: ChecklistItem, evidence: ServiceEvidence, policy: AuditPolicy): ItemReport {
  const rules = policy.rules
    .filter((rule) => rule.item === item.id)
    .map((rule) => auditRule(rule, item, evidence, policy));
  return { ...item, verdict: itemVerdict(rules), rules };
}

function auditRule(
  rule: Rule,
  item: ChecklistItem,
  evidence: ServiceEvidence,
  { waivers, lang }: AuditPolicy,
): RuleReport {
  const finding = applies(item, evidence) ? rule.evaluate(evidence) : otherForm(evidence);
  const waiver =
    finding.verdict === "fail" ? waiverFor(waivers, rule, evidence.service.name, evidence.now) : undefined;
  const verdict = waiver ? "waived" : finding.verdict;
  return {
    id: rule.id,
    verdict,
    severity: rule.severity,
    message: finding.message[lang],
    evidence: finding.evidence.map(({ file, line, note }) => ({
      file: evidence.service.folder === "." ? file : joined(evidence.service.folder, file),
      line,
      note: note[lang],
    })),
    ...((verdict === "fail" || verdict === "manual") && { fix: rule.fix[lang] }),
    ...(waiver && {
      waiver: { reason: waiver.reason, approver: waiver.approver, expires: waiver.expires },
    }),
  };
}

/** Evidence outside the service's folder is written with a leading `/`: relative to the repository. */
function joined(folder: string, file: string): string {
  return file.startsWith("/") ? file.slice(1) : `${folder}/${file}`;
}

function applies(item: ChecklistItem, evidence: ServiceEvidence): boolean {
  return (item.checklist === "microservices") === (evidence.service.form === "microservice");
}

function otherForm({ service }: ServiceEvidence): Finding {
  return notApplicable({
    en: `${service.name} is a ${service.form}`,
    es: `${service.name} es ${service.form === "lambda" ? "una función serverless" : "un microservicio"}`,
  });
}

/** The worst of its rules: one failure fails an item. An item that no rule decides needs a person. */
function itemVerdict(rules: readonly RuleReport[]): Verdict {
  const worstFirst: readonly Verdict[] = ["fail", "manual", "waived", "pass", "not-applicable"];
  return worstFirst.find((verdict) => rules.some((rule) => rule.verdict === verdict)) ?? "manual";
}
