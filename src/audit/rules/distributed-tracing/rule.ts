import { at, fail, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { ancestry } from "../../evidence/dockerfile.js";
import { isInUse } from "../../evidence/in-use.js";
import { marked } from "../../evidence/marked-pattern.js";
import { mentionsOf } from "../../evidence/mentions.js";
import { dependsOn } from "../../evidence/package-references.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const libraries =
  /^(?:@opentelemetry\/(?:sdk-.*|exporter-.*|auto-instrumentations-node)|OpenTelemetry(?:\..*)?|@azure\/monitor-opentelemetry|Azure\.Monitor\.OpenTelemetry\.(?:AspNetCore|Exporter)|@aws-lambda-powertools\/tracer|dd-trace)$/;
const starts = marked(
  ["Tracer", "NodeSDK", "OpenTelemetry", "WithTracing", "useAzureMonitor", ".init("],
  /\bnew\s+(?:NodeTracerProvider|NodeSDK|BasicTracerProvider|Tracer)\s*\(|\b(?:AddOpenTelemetry|AddOpenTelemetryTracing|WithTracing|useAzureMonitor|CreateTracerProviderBuilder)\s*\(|\b(?:tracer|ddTrace|require\([^()]*\))\.init\(/g,
);
const takesEffect =
  /\.\s*(?:register|start)\s*\(|\bsetGlobalTracerProvider\s*\(|\b(?:WithTracing|AddOpenTelemetryTracing|UseAzureMonitor|CreateTracerProviderBuilder)\s*\(|\buseAzureMonitor\s*\(|\bnew\s+Tracer\s*\(|\b(?:tracer|ddTrace|require\([^()]*\))\.init\(/g;
/** An exporter that keeps the spans in memory, or prints them, shows no request across services. */
const exports = marked(
  ["Exporter", "AzureMonitor", "NodeSDK", "Tracer", ".init("],
  /\bnew\s+(?!InMemory|Console|No[oO]p)\w*(?:Trace|Span|OTLP|Zipkin|Jaeger)\w*Exporter\s*\(|\b(?:AddOtlpExporter|UseOtlpExporter|AddJaegerExporter|AddZipkinExporter|UseAzureMonitor|useAzureMonitor)\s*\(|\bnew\s+(?:NodeSDK|Tracer)\s*\(|\b(?:tracer|ddTrace|require\([^()]*\))\.init\(/g,
);
/** A sampler that takes none of the spans. */
const samplesNothing = marked(
  ["AlwaysOffSampler", "TraceIdRatioBasedSampler"],
  /\bsampler\s*:\s*new\s+(?:AlwaysOffSampler\s*\(|TraceIdRatioBasedSampler\s*\(\s*0(?:\.0+)?\s*\))|\bSetSampler\s*(?:<\s*AlwaysOffSampler\s*>\s*\(|\(\s*new\s+(?:AlwaysOffSampler\s*\(|TraceIdRatioBasedSampler\s*\(\s*0(?:\.0+)?[dDfF]?\s*\)))/g,
);

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
    const message = { en: "No tracing is started", es: "No se inicia ningún trazado" };
    const automatic = registered(evidence);
    if (automatic) return pass({ en: "Tracing is started", es: "El trazado se inicia" }, automatic);
    const found = evidence.find(starts);
    // one start that holds is enough: a library's own instrumentation beside it does no harm
    const made = found.find((hit) => problemOf(evidence, hit) === undefined) ?? found[0];
    if (!made) {
      const project = evidence.packages.packageJson?.file ?? evidence.packages.projects[0]?.file ?? ".";
      return fail(
        message,
        pointer(project, null, {
          en: "no OpenTelemetry set-up in live code",
          es: "sin OpenTelemetry en código vivo",
        }),
      );
    }
    const problem = problemOf(evidence, made);
    if (problem) return fail(message, at(made, problem));
    return pass(
      { en: "Tracing is started and exported", es: "El trazado se inicia y se exporta" },
      at(made, { en: "started here", es: "se inicia aquí" }),
    );
  },
};

function problemOf(evidence: ServiceEvidence, made: Hit) {
  if (!dependsOn(evidence.packages, libraries))
    return {
      en: "no OpenTelemetry package is a dependency",
      es: "ningún paquete de OpenTelemetry es dependencia",
    };
  if (made.text.endsWith(".init(") && !made.file.raw.includes("dd-trace"))
    return { en: "no library's tracer", es: "no es el trazador de una biblioteca" };
  if (!isRegistered(made)) return { en: "made and never registered", es: "se crea y nunca se registra" };
  if (!isInUse(evidence, made)) return { en: "nothing calls this", es: "nada llama a esto" };
  if (!evidence.find(exports).some((hit) => isInUse(evidence, hit)))
    return { en: "the spans are sent nowhere", es: "las trazas no se envían a ninguna parte" };
  if (made.file.has(samplesNothing))
    return { en: "its sampler takes no span", es: "su muestreador no toma ninguna traza" };
  return undefined;
}

/** Whether what is made takes effect: by a call on what it is kept in, where that can be told; else by any in its file. */
function isRegistered({ file, offset, text }: Hit): boolean {
  if (text.endsWith(".init(")) return true;
  const before = file.code.slice(Math.max(0, offset - 200), offset);
  const name = /\b(?:const|let|this\s*\.)\s*([\w$]+)\s*(?::[^=;]*)?=\s*$/.exec(before)?.[1];
  if (name === undefined) return file.has(takesEffect);
  return mentionsOf(file.code, name).some((at) => {
    const after = file.code.slice(at + name.length, at + name.length + 40);
    const into = file.code.slice(Math.max(0, at - 80), at);
    return (
      (/^\s*\.\s*(?:register|start)\s*\(/.test(after) ||
        /\bsetGlobalTracerProvider\s*\(\s*(?:this\s*\.\s*)?$/.test(into) ||
        /^\s*=\s*new\s+Tracer\s*\(/.test(after)) &&
      !file.isDead(at)
    );
  });
}

/** `--require @opentelemetry/auto-instrumentations-node/register`, from the start script or the image. */
function registered(evidence: ServiceEvidence): Pointer | undefined {
  const flag = /@opentelemetry\/auto-instrumentations-node\/register|\bdd-trace\/init\b/;
  if (!dependsOn(evidence.packages, libraries)) return undefined;
  const script = [...evidence.packages.scripts].find(
    ([name, { command }]) => /^(?:start|serve|prod)/.test(name) && flag.test(command),
  )?.[1];
  const note = { en: "registered at start", es: "se registra al iniciar" };
  if (script) return pointer(script.file, script.line, note);
  for (const dockerfile of evidence.dockerfiles) {
    const { file, stages } = dockerfile;
    const last = stages.at(-1);
    const found = (last ? ancestry(dockerfile, last) : [])
      .flatMap(({ instructions }) => instructions)
      .find(({ keyword, value }) => /^(?:CMD|ENTRYPOINT|ENV)$/.test(keyword) && flag.test(value));
    if (found) return pointer(file, found.line, note);
  }
  return undefined;
}
