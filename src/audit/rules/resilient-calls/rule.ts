import { at, failOn, notApplicable, pass, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import type { ResiliencePattern } from "../../evidence/csharp-policies.js";
import { type OutboundCall, outboundCalls } from "../../evidence/outbound-calls.js";
import { patternFor } from "../../evidence/resilience.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const patterns: readonly ResiliencePattern[] = ["timeout", "retry", "breaker"];

/** MS-5: every outbound call has a timeout, a retry and a circuit breaker. */
export const rule: Rule = {
  id: "resilient-calls",
  item: "MS-5",
  forms: ["microservice", "lambda"],
  title: {
    en: "Every outbound call has a timeout, a retry and a circuit breaker",
    es: "Toda llamada saliente tiene tiempo límite, reintento y circuit breaker",
  },
  severity: "high",
  waivable: true,
  section: "Patrones de Resiliencia",
  why: {
    en: "A slow or dead neighbour takes the caller down with it, and its callers after it.",
    es: "Un vecino lento o caído arrastra a quien lo llama, y luego a los suyos.",
  },
  fix: {
    en: "Run the call under a policy: timeout, retry with growing pauses, circuit breaker (cockatiel, Polly).",
    es: "Ejecuta la llamada bajo una política: tiempo límite, reintento con pausas crecientes, circuit breaker (cockatiel, Polly).",
  },
  evaluate(evidence) {
    const calls = evidence.fact(outboundCalls).filter(({ platform }) => !platform);
    const protections = calls.map((call) => protectionOf(evidence, call));
    const [first] = protections;
    if (!first) return notApplicable({ en: "Calls no other service", es: "No llama a otros servicios" });
    const problems = protections.flatMap(({ call, found }) => {
      const missing = patterns.filter((pattern) => !found.has(pattern)).join(", ");
      return missing ? [at(call.hit, { en: `without ${missing}`, es: `sin ${missing}` })] : [];
    });
    return failOn(
      problems,
      { en: "An outbound call is not protected", es: "Una llamada saliente no está protegida" },
      () =>
        pass(
          {
            en: `${calls.length} outbound call(s) run under timeout, retry and breaker`,
            es: `${calls.length} llamada(s) bajo tiempo límite, reintento y breaker`,
          },
          at(first.call.hit, { en: "call", es: "llamada" }),
          ...[...first.found].map(([pattern, hit]) => at(hit, { en: pattern, es: pattern })),
        ),
    );
  },
};

/** A call, and where each pattern around it is made, in the order of `patterns`. */
function protectionOf(evidence: ServiceEvidence, call: OutboundCall) {
  const found = new Map<ResiliencePattern, Hit>();
  for (const pattern of patterns) {
    const hit = patternFor(evidence, call, pattern);
    if (hit) found.set(pattern, hit);
  }
  return { call, found };
}
