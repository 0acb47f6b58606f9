import type { Lang } from "../../messages/text.js";
import { checklists as builtIn, type ChecklistItem, type Checklists } from "../checklists/checklists.js";
import { migrationsOf } from "../evidence/migrations.js";
import type { AuditedService, ServiceEvidence } from "../evidence/service-evidence.js";
import { attestedRules } from "./attested-rules.js";
import type { ItemReport, RuleReport, ServiceReport, Verdict } from "./report.js";
import { type Finding, formsOf, notApplicable, type Rule } from "./rule.js";
import { type Waiver, waiverFor } from "./waivers.js";

export interface AuditPolicy {
  readonly rules: readonly Rule[];
  /** The lists whose items are decided; msx's guideline's without them. */
  readonly checklists?: Checklists;
  readonly waivers: readonly Waiver[];
  readonly lang: Lang;
}

/** Decides every item of the checklists that apply to a service. Pure: the same evidence gives the same report. */
export function auditService(evidence: ServiceEvidence, policy: AuditPolicy): ServiceReport {
  const { service } = evidence;
  const { microservices, serverless, migrations, general } = itemsAsked(service, policy.checklists ?? builtIn);
  const items = [
    ...microservices,
    ...serverless,
    ...(evidence.fact(migrationsOf).length > 0 ? migrations : []),
    ...general,
  ];
  return {
    name: service.name,
    path: service.folder,
    items: items.map((item) => auditItem(item, evidence, policy)),
  };
}

/** What is asked of a form of service: the list for serverless of functions only; that for migrations of what takes part in one. */
export function itemsAsked({ form }: Pick<AuditedService, "form">, checklists: Checklists): Checklists {
  return { ...checklists, serverless: form === "lambda" ? checklists.serverless : [] };
}

function auditItem(item: ChecklistItem, evidence: ServiceEvidence, policy: AuditPolicy): ItemReport {
  const deciding = policy.rules.filter(
    (rule) => rule.item === item.id && isAbout(rule, item, evidence.service),
  );
  const rules = attestedRules(item, deciding, evidence).map((rule) =>
    auditRule(rule, item, evidence, policy),
  );
  return { ...item, verdict: itemVerdict(rules), rules };
}

function auditRule(
  rule: Rule,
  evidence: ServiceEvidence,
  { waivers, lang }: AuditPolicy,
): RuleReport {
  const finding = isAbout(rule, item, evidence.service) ? rule.evaluate(evidence) : otherForm(evidence);
  const waiver =
    finding.verdict === "fail" ? waiverFor(waivers, rule, evidence.service.name, evidence.now) : undefined;
  const verdict = waiver ? "waived" : finding.verdict;
  return {
    id: rule.id,
    verdict,
    severity: rule.severity,
    message: finding.message[lang],
    evidence: finding.evidence.map(({ file, line, note }) => ({
      file: joined(evidence.service.folder, file),
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
  if (file.startsWith("/")) return file.slice(1);
  if (file === ".") return folder;
  return folder === "." ? file : `${folder}/${file}`;
}

/** A rule for the other form is left out: what cannot be asked of a function is no finding about it. */
function isAbout(rule: Rule, { checklist }: ChecklistItem, { form }: AuditedService): boolean {
  return (rule.forms ?? formsOf(checklist)).includes(form);
}

/** Of an item that nothing decides for this form, nor any person's word. */
function otherForm({ service }: ServiceEvidence): Finding {
  return notApplicable({
    en: `${service.name} is a ${service.form}`,
    es: `${service.name} es ${service.form === "lambda" ? "una función serverless" : "un microservicio"}`,
  });
}

/** The worst of its rules: one failure fails an item. */
function itemVerdict(rules: readonly RuleReport[]): Verdict {
  const worstFirst: readonly Verdict[] = ["fail", "manual", "waived", "pass", "not-applicable"];
  return worstFirst.find((verdict) => rules.some((rule) => rule.verdict === verdict)) ?? "manual";
}
