import { at, fail, failOn, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { databaseProbes, healthRoutes, ignoredProbes, runsCheck, saysNo } from "../../evidence/health.js";
import { usesDatabase } from "../../evidence/owned-tables.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

/** MS-7: liveness and readiness are served, and readiness asks the database. */
export const rule: Rule = {
  id: "health-checks",
  item: "MS-7",
  title: {
    en: "Liveness and readiness are served, and readiness asks the database",
    es: "Se ofrecen liveness y readiness, y readiness consulta la base de datos",
  },
  severity: "high",
  waivable: true,
  section: "Health Checks",
  why: {
    en: "The orchestrator sends traffic where readiness says so; one that always says yes sends it to a service that cannot answer.",
    es: "El orquestador envía tráfico adonde readiness dice; si siempre dice que sí, lo envía a un servicio que no puede responder.",
  },
  fix: {
    en: "Serve a liveness and a readiness route, and let readiness answer 503 when the database is not reached.",
    es: "Ofrece una ruta de liveness y otra de readiness, y que readiness responda 503 cuando no se alcanza la base de datos.",
  },
  evaluate(evidence) {
    const { live, ready } = evidence.fact(healthRoutes);
    const place = evidence.code[0]?.path ?? ".";
    const missing = [
      ...(live
        ? []
        : [
            pointer(place, null, {
              en: "no liveness route in live code",
              es: "sin ruta de liveness en código vivo",
            }),
          ]),
      ...(ready
        ? []
        : [
            pointer(place, null, {
              en: "no readiness route in live code",
              es: "sin ruta de readiness en código vivo",
            }),
          ]),
    ];
    const message = { en: "A health check is missing", es: "Falta una comprobación de salud" };
    if (!live || !ready) return failOn(missing, message, () => fail(message, pointer(place, null, message)));
    return readiness(evidence, live.hit, ready.hit);
  },
};

function readiness(evidence: ServiceEvidence, live: Hit, ready: Hit) {
  const message = { en: "Readiness does not tell the truth", es: "Readiness no dice la verdad" };
  const ignored = ignoredProbes(evidence).map((hit) =>
    at(hit, { en: "the result is not used", es: "no se usa el resultado" }),
  );
  const probe = usesDatabase(evidence)
    ? databaseProbes(evidence).find((one) => runsCheck(ready, one))
    : undefined;
  const problems = [
    ...ignored,
    ...(saysNo(ready) ? [] : [at(ready, { en: "it can only say yes", es: "solo puede decir que sí" })]),
    ...(probe || ignored.length > 0 || !usesDatabase(evidence)
      ? []
      : [at(ready, { en: "nothing asks the database", es: "nada consulta la base de datos" })]),
  ];
  return failOn(problems, message, () =>
    pass(
      { en: "Liveness and readiness are served", es: "Se ofrecen liveness y readiness" },
      at(live, { en: "liveness", es: "liveness" }),
      at(ready, { en: "readiness", es: "readiness" }),
      ...(probe ? [at(probe, { en: "asks the database", es: "consulta la base de datos" })] : []),
    ),
  );
}
