import { onNode, overFunctions } from "../../engine/over-functions.js";
import { failOn, type Pointer, pass, type Rule } from "../../engine/rule.js";
import type { DeployedFunction } from "../../evidence/serverless/deployed-function.js";
import { possibleValues } from "../../evidence/serverless/possible-values.js";

/** What starts OpenTelemetry or a vendor's tracer around a handler, from its layer. */
const wrappers = /^\/opt\/(?:otel-|datadog_wrapper|elastic-)/;

/** MS-7: every function is traced. */
export const rule: Rule = {
  id: "function-tracing",
  item: "MS-7",
  forms: ["lambda"],
  title: { en: "Every function is traced", es: "Cada función se traza" },
  severity: "medium",
  waivable: true,
  section: "Distributed Tracing",
  why: {
    en: "One request runs through API, queues and functions. Where it was slow or failed only a trace over all of them shows; one function without it cuts the trace in two.",
    es: "Una petición pasa por API, colas y funciones. Dónde fue lenta o falló solo lo muestra una traza sobre todas; una función sin ella corta la traza en dos.",
  },
  fix: {
    en: "Set Tracing: Active (Globals), or provider.tracing.lambda: true; or start OpenTelemetry by AWS_LAMBDA_EXEC_WRAPPER.",
    es: "Configura Tracing: Active (Globals), o provider.tracing.lambda: true; o inicia OpenTelemetry con AWS_LAMBDA_EXEC_WRAPPER.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions) => {
      const problems = functions.filter((one) => !tracedAt(one)).map(problemOf);
      return failOn(problems, { en: "A function is not traced", es: "Una función no se traza" }, () => {
        const [first = onNode(functions[0].node, { en: "traced", es: "trazada" }), ...rest] = uniqueLines(
          functions.flatMap((one) => tracedAt(one) ?? []),
        );
        return pass({ en: "Every function is traced", es: "Cada función se traza" }, first, ...rest);
      });
    });
  },
};

function tracedAt({ tracing, environment, layers, root }: DeployedFunction): Pointer | undefined {
  const wrapper = environment.find(
    ([name, { text }]) => name === "AWS_LAMBDA_EXEC_WRAPPER" && wrappers.test(text ?? ""),
  );
  // without a layer there is nothing at that path
  if (wrapper && layers?.items().length)
    return onNode(wrapper[1], { en: "traced by a layer", es: "trazada por una capa" });
  if (!tracing) return undefined;
  const { values, unknown } = possibleValues(tracing, root);
  const active = unknown || (values.length > 0 && values.every((one) => one === true || one === "Active"));
  return active ? onNode(tracing, { en: "traced", es: "trazada" }) : undefined;
}

function problemOf({ id, node, tracing }: DeployedFunction): Pointer {
  return onNode(tracing ?? node, { en: `${id} is not traced`, es: `${id} no se traza` });
}

function uniqueLines(places: readonly Pointer[]): readonly Pointer[] {
  return [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()];
}
