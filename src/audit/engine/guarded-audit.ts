import { forgetCodeTexts } from "../evidence/code-text.js";
import type { ServiceEvidence } from "../evidence/service-evidence.js";
import { type AuditPolicy, auditService } from "./audit-service.js";
import type { ServiceReport } from "./report.js";
import { type Finding, manual, pointer, type Rule } from "./rule.js";
import { timedOut, withinMs } from "./time-limit.js";

/** An honest service takes some 20 ms; what takes a thousand times as long was made to. */
const limits = { serviceMs: 20_000, ruleMs: 2_000, leastMs: 250 };

/**
 * Audits services in bounded time. Where one takes too long, its rules are asked again one by one, and those that do not
 * end need a person. Each such service leaves less time to the next, so that a repository full of them ends too.
 */
export class GuardedAudit {
  #share = 1;

  /** @param evidence makes the service's evidence anew: what was ended in its middle cannot be used again */
  audit(
    evidence: () => ServiceEvidence,
    policy: AuditPolicy,
  ): { readonly report: ServiceReport; readonly complete: boolean } {
    const report = withinMs(this.#limit(limits.serviceMs), () => auditService(evidence(), policy));
    if (report !== timedOut) return { report, complete: true };
    this.#share /= 2;
    forgetCodeTexts();
    const rules = policy.rules.map((rule) => this.#bounded(rule, evidence));
    return { report: auditService(evidence(), { ...policy, rules }), complete: false };
  }

  #bounded(rule: Rule, evidence: () => ServiceEvidence): Rule {
    return {
      ...rule,
      evaluate: () => {
        const finding = withinMs(this.#limit(limits.ruleMs), () => rule.evaluate(evidence()));
        if (finding !== timedOut) return finding;
        forgetCodeTexts();
        return undecided();
      },
    };
  }

  #limit(ms: number): number {
    return Math.max(limits.leastMs, Math.round(ms * this.#share));
  }
}

function undecided(): Finding {
  return manual(
    {
      en: "Not decided: something in the service takes too long to read",
      es: "Sin decidir: algo en el servicio tarda demasiado en leerse",
    },
    pointer(".", null, { en: "the time for this rule ran out", es: "se agotó el tiempo de esta regla" }),
  );
}
