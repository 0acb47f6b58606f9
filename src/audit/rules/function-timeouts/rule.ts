import { onNode, overFunctions } from "../../engine/over-functions.js";
import { failOn, type Pointer, pass, type Rule } from "../../engine/rule.js";
import { isNamed, measuredSections } from "../../evidence/serverless/cold-start-page.js";
import type { DeployedFunction } from "../../evidence/serverless/deployed-function.js";
import { possibleNumbers, possibleValues } from "../../evidence/serverless/possible-values.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxSeconds = 900;
/** API Gateway answers 504 then: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const apiSeconds = 29;
/** An HTTP API waits a second longer: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const httpApiSeconds = 30;
/** The longest invocation that was measured may take this share of the timeout. */
const headroom = 0.8;

/** SL-3: every function has a time limit that fits what calls it and what it was measured to need. */
export const rule: Rule = {
  id: "function-timeouts",
  item: "SL-3",
  title: {
    en: "Every function has a time limit that fits its caller and its measured duration",
    es: "Cada función tiene un límite de tiempo acorde con quien la llama y con su duración medida",
  },
  severity: "high",
  waivable: true,
  section: "Desventajas",
  why: {
    en: "Left to itself a function stops after 3 s; one that runs longer than its caller waits does its work for an answer that nobody gets.",
    es: "Sin configurar, una función se detiene a los 3 s; una que tarda más de lo que espera quien la llama trabaja para una respuesta que nadie recibe.",
  },
  fix: {
    en: "Set Timeout for each function (or in Globals): at most 29 s behind API Gateway (30 s behind an HTTP API), at most 900 s anywhere, and above what docs/cold-start.md measured.",
    es: "Configura Timeout en cada función (o en Globals): como máximo 29 s detrás de API Gateway (30 s detrás de una API HTTP), 900 s en cualquier caso, y por encima de lo medido en docs/cold-start.md.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions) => {
      const problems = functions.flatMap((one) => problemsOf(one, evidence));
      return failOn(
        problems,
        { en: "A time limit is missing or does not fit", es: "Falta un límite de tiempo o no es adecuado" },
        () => {
          const [first, ...rest] = functions.map(({ id, node, timeout }) =>
            onNode(timeout ?? node, { en: `limit of ${id}`, es: `límite de ${id}` }),
          );
          return pass(
            {
              en: "Every function has a fitting time limit",
              es: "Cada función tiene un límite de tiempo adecuado",
            },
            first ?? onNode(functions[0].node, { en: "limit", es: "límite" }),
            ...rest,
          );
        },
      );
    });
  },
};

function problemsOf(deployed: DeployedFunction, evidence: ServiceEvidence): readonly Pointer[] {
  const { id, node, timeout, root, events } = deployed;
  if (!timeout)
    return [
      onNode(node, { en: `${id} has no time limit of its own`, es: `${id} no tiene un límite propio` }),
    ];
  const { values, unknown } = possibleValues(timeout, root);
  const seconds = possibleNumbers(timeout, root);
  const say = (en: string, es: string): Pointer =>
    onNode(timeout, { en: `${id}: ${en}`, es: `${id}: ${es}` });
  if (
    seconds.length < values.length ||
    seconds.some((one) => !Number.isInteger(one) || one < 1 || one > maxSeconds)
  )
    return [say(`not a number from 1 to ${maxSeconds}`, `no es un número de 1 a ${maxSeconds}`)];
  if (seconds.length === 0)
    return unknown ? [] : [say("its time limit leads to no value", "su límite no lleva a ningún valor")];
  const longest = Math.max(...seconds);
  const waits = events.some(({ kind }) => kind === "http" || kind === "websocket")
    ? apiSeconds
    : events.some(({ kind }) => kind === "http-api")
      ? httpApiSeconds
      : maxSeconds;
  const measured = measuredSections(evidence)
    .filter(({ name }) => isNamed(deployed, name))
    .flatMap(({ longestMs }) => longestMs ?? []);
  const slowest = Math.max(0, ...measured);
  return [
    ...(longest > waits
      ? [
          say(
            `${longest} s, but API Gateway waits ${waits} s`,
            `${longest} s, pero API Gateway espera ${waits} s`,
          ),
        ]
      : []),
    ...(slowest > Math.min(...seconds) * 1000 * headroom
      ? [
          say(
            `${Math.min(...seconds)} s, and ${slowest} ms were measured`,
            `${Math.min(...seconds)} s, y se midieron ${slowest} ms`,
          ),
        ]
      : []),
  ];
}
