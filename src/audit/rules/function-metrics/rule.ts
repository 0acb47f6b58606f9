import { onNode, overFunctions } from "../../engine/over-functions.js";
import { at, fail, pass, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { isInUse } from "../../evidence/in-use.js";
import { dependsOn } from "../../evidence/package-references.js";
import { resourcesOf } from "../../evidence/serverless/infrastructure.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const libraries =
  /^(?:@aws-sdk\/client-cloudwatch|aws-sdk|aws-embedded-metrics|@aws-lambda-powertools\/metrics|@opentelemetry\/(?:sdk-metrics|exporter-metrics-.*)|AWSSDK\.CloudWatch|AWS\.Lambda\.Powertools\.Metrics|Amazon\.CloudWatch\.EMF|OpenTelemetry(?:\..*)?)$/;
const sends =
  /\bnew\s+PutMetricDataCommand\s*\(|\.\s*putMetricData\s*\(|\bcreateMetricsLogger\s*\(|\bmetricScope\s*\(|\bnew\s+Metrics\s*\(|\bnew\s+MeterProvider\s*\(|\bPutMetricDataAsync\s*\(|\bnew\s+MetricsLogger\s*\(|\bMetrics\s*\.\s*(?:AddMetric|PushSingleMetric)\s*\(|\bWithMetrics\s*\(/g;

const embeddedName = /^CloudWatchMetrics$/;
const embeddedKey = /\bCloudWatchMetrics\s*:/g;
/** What is made first and counts later, or is a message that must be sent. */
const makes = /^new\s+(?:Metrics|MeterProvider|MetricsLogger)\b|^createMetricsLogger\b/;
const counts =
  /\.\s*(?:addMetric|putMetric|singleMetric|captureColdStartMetric|AddMetric|PutMetric|PushSingleMetric|[cC]reate(?:Observable)?(?:Up[dD]own)?(?:Counter|Histogram|Gauge))\s*(?:<[^()]*>)?\(/g;
const isMessage = /^new\s+PutMetricDataCommand\b/;
const hands = /\.\s*send\s*\(/g;

/** SL-4: what the service does is counted, beside what Lambda counts by itself. */
export const rule: Rule = {
  id: "function-metrics",
  item: "SL-4",
  title: {
    en: "The functions send metrics of their own, in their own namespace",
    es: "Las funciones envían métricas propias, en su propio espacio de nombres",
  },
  severity: "medium",
  waivable: true,
  section: "CloudWatch Metrics",
  why: {
    en: "Lambda's own metrics count invocations; whether orders are placed or payments declined only the service can count.",
    es: "Las métricas de Lambda cuentan invocaciones; si se hacen pedidos o se rechazan pagos solo lo puede contar el servicio.",
  },
  fix: {
    en: "Send metrics from live code (PutMetricData, the embedded metric format or Powertools), or derive them with an AWS::Logs::MetricFilter.",
    es: "Envía métricas desde código vivo (PutMetricData, el embedded metric format o Powertools), o derívalas con un AWS::Logs::MetricFilter.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions, infrastructure) => {
      const found = { en: "Metrics of its own are sent", es: "Se envían métricas propias" };
      const sent = dependsOn(evidence.packages, libraries)
        ? evidence.find(sends).find((hit) => isInUse(evidence, hit) && hasEffect(evidence, hit))
        : undefined;
      if (sent) return pass(found, at(sent, { en: "sent here", es: "se envían aquí" }));
      const format = [...evidence.findLiterals(embeddedName), ...evidence.find(embeddedKey)].find((hit) =>
        isInUse(evidence, hit),
      );
      if (format)
        return pass(found, at(format, { en: "embedded metric format", es: "embedded metric format" }));
      const filter = resourcesOf(infrastructure, /^AWS::Logs::MetricFilter$/).find(({ properties }) =>
        (properties?.get("MetricTransformations")?.items() ?? []).some((one) => one.get("MetricName")),
      );
      if (filter) return pass(found, onNode(filter.node, { en: "metric filter", es: "filtro de métricas" }));
      return fail(
        { en: "No metric of its own is sent", es: "No se envía ninguna métrica propia" },
        onNode(functions[0].node, {
          en: "only what Lambda counts by itself",
          es: "solo lo que Lambda cuenta por sí misma",
        }),
      );
    });
  },
};

/** Whether something is counted with what was made: a client that nobody asks to count sends nothing. */
function hasEffect(evidence: ServiceEvidence, { file, text }: Hit): boolean {
  if (isMessage.test(text)) return file.has(hands);
  return !makes.test(text) || evidence.find(counts).length > 0;
}
