import { at, fail, failOn, pass, pointer, type Rule } from "../../engine/rule.js";
import { httpRoutes } from "../../evidence/http-routes.js";

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
    en: "Serve a liveness and a readiness route, and let readiness fail when the database is not reached.",
    es: "Ofrece una ruta de liveness y otra de readiness, y que readiness falle cuando no se alcanza la base de datos.",
  },
  evaluate(evidence) {
    const routes = evidence.fact(httpRoutes);
    const mapped = evidence.code.flatMap((file) =>
      file
        .find(/\b(?:MapHealthChecks|UseHealthChecks)\s*\(/g)
        .map((hit) => ({ path: file.literalAt(hit.offset + hit.text.length)?.text ?? "/health", hit })),
    );
    const all = [...routes, ...mapped];
    const live = all.find(({ path }) => /live|alive|healthz?$|ping$/i.test(path));
    const ready =
      all.find(({ path }) => /ready|readiness/i.test(path)) ??
      all.find(({ path, hit }) => /healthz?$/i.test(path) && hit !== live?.hit);
    const place = routes[0]?.hit.file.path ?? evidence.code[0]?.path ?? ".";
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
    return failOn(missing, { en: "A health check is missing", es: "Falta una comprobación de salud" }, () => {
      if (!live || !ready)
        return fail(
          { en: "A health check is missing", es: "Falta una comprobación de salud" },
          pointer(place, null, { en: "missing", es: "falta" }),
        );
      const span = ready.hit.file.argumentsAfter(
        ready.hit.offset + ready.hit.text.length - (ready.hit.text.endsWith("(") ? 1 : 0),
      );
      const body = span ? ready.hit.file.code.slice(span.start, span.end) : "";
      const asks = ready.hit.file.language === "csharp" || /await|\.then\b|\?|if\s*\(/.test(body);
      return asks
        ? pass(
            { en: "Liveness and readiness are served", es: "Se ofrecen liveness y readiness" },
            at(live.hit, { en: "liveness", es: "liveness" }),
            at(ready.hit, { en: "readiness", es: "readiness" }),
          )
        : fail(
            { en: "Readiness always says yes", es: "Readiness siempre dice que sí" },
            at(ready.hit, { en: "asks nothing", es: "no consulta nada" }),
          );
    });
  },
};
