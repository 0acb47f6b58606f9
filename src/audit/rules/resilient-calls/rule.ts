import { at, failOn, notApplicable, pass, type Rule } from "../../engine/rule.js";
import type { ResiliencePattern } from "../../evidence/csharp-policies.js";
import { outboundCalls } from "../../evidence/outbound-calls.js";
import { patternFor } from "../../evidence/resilience.js";

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
    const [first] = calls;
    if (!first) return notApplicable({ en: "Calls no other service", es: "No llama a otros servicios" });
    const problems = calls.flatMap((call) => {
      const missing = patterns.filter((pattern) => !patternFor(evidence, call, pattern)).join(", ");
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
          at(first.hit, { en: "call", es: "llamada" }),
          ...patterns.flatMap((pattern) => {
            const hit = patternFor(evidence, first, pattern);
            return hit ? [at(hit, { en: pattern, es: pattern })] : [];
          }),
        ),
    );
  },
};
