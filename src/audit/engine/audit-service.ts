import type { Lang } from "../../messages/text.js";
import { checklists as builtIn, type ChecklistItem, type Checklists } from "../checklists/checklists.js";
import { migrationsOf } from "../evidence/migrations.js";
import type { AuditedService, ServiceEvidence } from "../evidence/service-evidence.js";
import { attestedRules } from "./attested-rules.js";
import { excuseFor, type WaiverBook } from "./excuse.js";
import { fingerprints } from "./fingerprint.js";
import type { EvidenceReport, ItemReport, RuleReport, ServiceReport, Verdict } from "./report.js";
import { type Finding, formsOf, notApplicable, type Pointer, type Rule } from "./rule.js";

export interface AuditPolicy {
  readonly rules: readonly Rule[];
  /** The lists whose items are decided; msx's guideline's without them. */
  readonly checklists?: Checklists;
  readonly waivers: WaiverBook;
  readonly lang: Lang;
}

/** Decides every item of the checklists that apply to a service. Pure: the same evidence gives the same report. */
export function auditService(evidence: ServiceEvidence, policy: AuditPolicy): ServiceReport {
  const { service } = evidence;
  const { microservices, serverless, migrations, general } = itemsAsked(
    service,
    policy.checklists ?? builtIn,
  );
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
  const deciding = (rulesByItem(policy.rules).get(item.id) ?? []).filter((rule) =>
    isAbout(rule, item, evidence.service),
  );
  const rules = attestedRules(item, deciding, evidence).map((rule) =>
    auditRule(rule, item, evidence, policy),
  );
  const { id, checklist, title } = item;
  return { id, checklist, title, verdict: itemVerdict(rules), rules };
}

const byItem = new WeakMap<readonly Rule[], ReadonlyMap<string, readonly Rule[]>>();

/** Once for all services that the same rules decide. */
function rulesByItem(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const known = byItem.get(rules);
  if (known) return known;
  const found = new Map<string, Rule[]>();
  for (const rule of rules) {
    const those = found.get(rule.item) ?? [];
    found.set(rule.item, those);
    those.push(rule);
  }
  byItem.set(rules, found);
  return found;
}

function auditRule(
  rule: Rule,
  item: ChecklistItem,
  evidence: ServiceEvidence,
  policy: AuditPolicy,
): RuleReport {
  const { lang } = policy;
  const finding = isAbout(rule, item, evidence.service) ? rule.evaluate(evidence) : otherForm(evidence);
  const places = finding.evidence.map(
    (place): Pointer => ({ file: repositoryPath(evidence, place), line: place.line, note: place.note }),
  );
  const failure = finding.verdict === "fail" ? judgeFailure(rule, places, evidence, policy) : undefined;
  const verdict = failure?.waiver ? "waived" : finding.verdict;
  return {
    id: rule.id,
    verdict,
    severity: rule.severity,
    message: finding.message[lang],
    evidence: places.map(({ file, line, note }, index) => ({
      ...{ file, line, note: note[lang] },
      ...failure?.marks[index],
    })),
    ...((verdict === "fail" || verdict === "manual") && { fix: rule.fix[lang] }),
    ...(failure?.waiver && { waiver: failure.waiver }),
    ...(failure && failure.refused.length > 0 && { refusedWaivers: failure.refused }),
  };
}

/** What marks each place of a failure, and what excuses it. */
function judgeFailure(
  rule: Rule,
  places: readonly Pointer[],
  { service, repository }: ServiceEvidence,
  { waivers }: AuditPolicy,
) {
  const texts = new Map<string, readonly string[]>();
  const lines = (file: string): readonly string[] => {
    const known = texts.get(file) ?? (repository.read(file) ?? "").split(/\r?\n/);
    texts.set(file, known);
    return known;
  };
  const excuse = excuseFor({ rule, service: service.name }, places, lines, waivers);
  const prints = fingerprints(
    rule.id,
    service.folder,
    places.map((place) => ({ ...place, note: place.note.en })),
    lines,
  );
  const marks = prints.map((fingerprint, index): Pick<EvidenceReport, "fingerprint" | "waiver"> => {
    const waiver = excuse.places[index];
    return { fingerprint, ...(waiver && { waiver }) };
  });
  return { ...excuse, marks };
}

/** Evidence outside the service's folder is written with a leading `/`: relative to the repository. */
function repositoryPath({ service: { folder } }: ServiceEvidence, { file }: Pointer): string {
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
  return worstFirst.find((verdict) => rules.some((rule) => rule.verdict === verdict)) ?? "manual";
}

const worstFirst: readonly Verdict[] = ["fail", "manual", "waived", "pass", "not-applicable"];
