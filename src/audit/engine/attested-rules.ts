import type { ChecklistItem } from "../checklists/checklists.js";
import type { ServiceEvidence } from "../evidence/service-evidence.js";
import { type Attestation, attestationFinding, attestationFor, attestationRule } from "./attestation.js";
import { type Finding, formsOf, type Rule } from "./rule.js";

/**
 * The rules of an item with the attestation of a person, if there is one: it passes what they leave to a person, and
 * decides an item without rules. One that does not hold (any more) fails the item, whatever its rules say.
 */
export function attestedRules(
  item: ChecklistItem,
  rules: readonly Rule[],
  evidence: ServiceEvidence,
): readonly Rule[] {
  const attestation = attestationFor(evidence, item.id);
  if (rules.length === 0) return [wordOn(item, attestation)];
  if (!attestation) return rules;
  if (attestation.state !== "valid") return [...rules, wordOn(item, attestation)];
  return rules.map((rule) => ({ ...rule, evaluate: (seen) => answered(rule.evaluate(seen), attestation) }));
}

function wordOn(item: ChecklistItem, attestation: Attestation | undefined): Rule {
  return {
    ...attestationRule,
    item: item.id,
    // given, it counts for either form
    forms: attestation ? ["microservice", "lambda"] : formsOf(item.checklist),
    evaluate: () => attestationFinding(attestation),
  };
}

/** What a rule leaves to a person, answered by one. */
function answered(finding: Finding, attestation: Attestation): Finding {
  if (finding.verdict !== "manual") return finding;
  const word = attestationFinding(attestation);
  return word.verdict === "pass" ? { ...word, evidence: [word.evidence[0], ...finding.evidence] } : finding;
}
