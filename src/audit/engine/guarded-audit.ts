import { forgetCodeTexts } from "../evidence/code-text.js";
import type { AuditedService, ServiceEvidence } from "../evidence/service-evidence.js";
import { forgetSharedCode } from "../evidence/shared-code.js";
import { type AuditPolicy, auditService } from "./audit-service.js";
import type { ServiceReport } from "./report.js";
import { type Finding, manual, pointer, type Rule } from "./rule.js";
import { timedOut, withinMs } from "./time-limit.js";

/** An honest service takes some 20 ms; what takes a thousand times as long was made to. */
const limits = { serviceMs: 20_000, ruleMs: 2_000, leastMs: 250 };
/** To watch the time takes a thread, which costs as much as a small service does: these share one, and its limit. */
const watchedTogether = 20;

/**
 * Decides a service; `complete` when every rule ended by itself.
 * @param evidence makes the service's evidence anew: what was ended in its middle cannot be used again
 */
export type Decide = (
  evidence: () => ServiceEvidence,
  policy: AuditPolicy,
) => { readonly report: ServiceReport; readonly complete: boolean };

/**
 * Audits services in bounded time. Where one takes too long, its rules are asked again one by one, and those that do not
 * end need a person. Each such service leaves less time to the next, so that a repository full of them ends too.
 */
export class GuardedAudit {
  #share = 1;

  /** The report of each service, in their order. */
  each(
    services: readonly AuditedService[],
    audit: (service: AuditedService, decide: Decide) => ServiceReport,
  ): readonly ServiceReport[] {
    const reports: ServiceReport[] = [];
    let together = watchedTogether;
    while (reports.length < services.length) {
      const chosen = services.slice(reports.length, reports.length + together);
      const ended = withinMs(this.#limit(limits.serviceMs), () => {
        for (const service of chosen) reports.push(audit(service, decide));
      });
      together = watchedTogether;
      if (ended !== timedOut) continue;
      forgetWhatIsShared();
      const [only, other] = chosen;
      if (other || !only) {
        together = 1; // the one that it ended in is the next, and has the time for itself
        continue;
      }
      this.#share /= 2;
      reports.push(audit(only, (evidence, policy) => this.#ruleByRule(evidence, policy)));
    }
    return reports;
  }

  #ruleByRule(evidence: () => ServiceEvidence, policy: AuditPolicy): ReturnType<Decide> {
    const rules = policy.rules.map((rule) => this.#bounded(rule, evidence));
    return { report: auditService(evidence(), { ...policy, rules }), complete: false };
  }

  #bounded(rule: Rule, evidence: () => ServiceEvidence): Rule {
    return {
      ...rule,
      evaluate: () => {
        const finding = withinMs(this.#limit(limits.ruleMs), () => rule.evaluate(evidence()));
        if (finding !== timedOut) return finding;
        forgetWhatIsShared();
        return undecided();
      },
    };
  }

  #limit(ms: number): number {
    return Math.max(limits.leastMs, Math.round(ms * this.#share));
  }
}

/** What was being computed of a text, or of several, may have been ended in its middle. */
function forgetWhatIsShared(): void {
  forgetCodeTexts();
  forgetSharedCode();
}

function decide(...[evidence, policy]: Parameters<Decide>): ReturnType<Decide> {
  return { report: auditService(evidence(), policy), complete: true };
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
