import { at, fail, pass, pointer, type Rule } from "../../engine/rule.js";
import { dependsOn } from "../../evidence/package-references.js";

const libraries =
  /^(?:@opentelemetry\/(?:sdk-.*|exporter-.*|auto-instrumentations-node)|OpenTelemetry(?:\..*)?|@azure\/monitor-opentelemetry|@aws-lambda-powertools\/tracer|dd-trace)$/;

/** MS-7: requests are traced across services. */
export const rule: Rule = {
  id: "distributed-tracing",
  item: "MS-7",
  title: { en: "Requests are traced across services", es: "Las peticiones se trazan entre servicios" },
  severity: "medium",
  waivable: true,
  section: "Distributed Tracing",
  why: {
    en: "Without a trace through every hop, a slow or failed request cannot be explained.",
    es: "Sin una traza por cada salto no se puede explicar una petición lenta o fallida.",
  },
  fix: {
    en: "Start OpenTelemetry before the server, and export over OTLP.",
    es: "Inicia OpenTelemetry antes del servidor, y exporta por OTLP.",
  },
  evaluate(evidence) {
    const [started] = evidence.find(
      /\bnew\s+(?:NodeTracerProvider|NodeSDK|BasicTracerProvider|Tracer)\s*\(|\b(?:AddOpenTelemetry|WithTracing|useAzureMonitor)\s*\(/g,
    );
    if (started && dependsOn(evidence.packages, libraries))
      return pass(
        { en: "Tracing is started", es: "El trazado se inicia" },
        at(started, { en: "started here", es: "se inicia aquí" }),
      );
    return fail(
      { en: "No tracing is started", es: "No se inicia ningún trazado" },
      started
        ? at(started, {
            en: "but no OpenTelemetry package is a dependency",
            es: "pero ningún paquete de OpenTelemetry es dependencia",
          })
        : pointer(evidence.packages.packageJson?.file ?? evidence.packages.projects[0]?.file ?? ".", null, {
            en: "no OpenTelemetry set-up in live code",
            es: "sin OpenTelemetry en código vivo",
          }),
    );
  },
};
