import { onNode, overFunctions } from "../../engine/over-functions.js";
import { failOn, manual, notApplicable, type Pointer, pass, type Rule } from "../../engine/rule.js";
import {
  batchKinds,
  type DeployedFunction,
  type FunctionEvent,
} from "../../evidence/serverless/deployed-function.js";
import { type HandlerCode, handlerCode } from "../../evidence/serverless/handler-code.js";
import { possibleNumbers } from "../../evidence/serverless/possible-values.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const answers =
  /(?<![.\w$])batchItemFailures\b|\bBatchItemFailures\b|\bSQSBatchResponse\b|\bStreamsEventResponse\b|\bprocessPartialResponse(?:Sync)?\s*\(|\bBatchProcessor(?:Sync)?\b/g;
/** What puts a message into the answer: a list that stays empty says that none has failed. */
const fills = /\b[iI]temIdentifier\b|\bprocessPartialResponse(?:Sync)?\s*\(|\bBatchProcessor(?:Sync)?\b/g;
/** Of SQS and streams, when an event says nothing. */
const usualBatch = { queue: 10, other: 100 } as const;

/** MS-5: one bad message does not bring the others of its batch back. */
export const rule: Rule = {
  id: "partial-batch-failures",
  item: "MS-5",
  forms: ["lambda"],
  title: {
    en: "Of a batch only the messages that failed come back",
    es: "De un lote solo vuelven los mensajes que fallaron",
  },
  severity: "high",
  waivable: true,
  section: "Patrones de Resiliencia",
  why: {
    en: "Without partial answers one bad message repeats the whole batch. Answers that the event source was not told to expect are worse: what failed counts as done and is lost.",
    es: "Sin respuestas parciales un mensaje malo repite todo el lote. Peor son las respuestas que el origen no espera: lo que falló cuenta como hecho y se pierde.",
  },
  fix: {
    en: "Set FunctionResponseTypes: [ReportBatchItemFailures] on the event and return batchItemFailures from the handler; both, or a BatchSize of 1.",
    es: "Configura FunctionResponseTypes: [ReportBatchItemFailures] en el evento y devuelve batchItemFailures desde el handler; ambos, o un BatchSize de 1.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions) => {
      const read = functions.flatMap((deployed) =>
        deployed.events.filter(({ kind }) => batchKinds.has(kind)).map((event) => ({ deployed, event })),
      );
      const batches = read.filter(({ deployed, event }) => !isSingle(deployed, event));
      const [first, ...rest] = batches;
      if (!first)
        return notApplicable(
          { en: "No function reads messages in batches", es: "Ninguna función lee mensajes en lotes" },
          ...read
            .slice(0, 1)
            .map(({ event }) => onNode(event.node, { en: "one at a time", es: "de uno en uno" })),
        );
      const place = ({ deployed, event }: typeof first) =>
        onNode(event.setting("FunctionResponseTypes") ?? event.node, {
          en: `batches of ${deployed.id}`,
          es: `lotes de ${deployed.id}`,
        });
      const [unseen] = batches.filter(({ deployed }) => handlerCode(evidence, deployed) === undefined);
      return failOn(
        batches.flatMap(({ deployed, event }) => problemOf(evidence, deployed, event)),
        {
          en: "A message that fails takes its batch along, or is lost",
          es: "Un mensaje que falla arrastra su lote, o se pierde",
        },
        () =>
          unseen
            ? manual(
                { en: "A handler's code was not found", es: "No se encontró el código de un handler" },
                place(unseen),
              )
            : pass(
                { en: "Only what failed comes back", es: "Solo vuelve lo que falló" },
                place(first),
                ...rest.map(place),
              ),
      );
    });
  },
};

function isSingle({ root }: DeployedFunction, event: FunctionEvent): boolean {
  const size = event.setting("BatchSize");
  const sizes = size
    ? possibleNumbers(size, root)
    : [event.kind === "queue" ? usualBatch.queue : usualBatch.other];
  return sizes.length > 0 && Math.max(...sizes) === 1;
}

function problemOf(
  evidence: ServiceEvidence,
  deployed: DeployedFunction,
  event: FunctionEvent,
): readonly Pointer[] {
  const { id } = deployed;
  const types = event.setting("FunctionResponseTypes")?.items() ?? [];
  const expected = types.some(({ value }) => value === "ReportBatchItemFailures");
  const code = handlerCode(evidence, deployed);
  const answer = code && isIn(code, answers);
  const say = (en: string, es: string) => [onNode(event.node, { en: `${id}: ${en}`, es: `${id}: ${es}` })];
  if (!expected)
    return answer
      ? say(
          "its partial answer is ignored, and what failed is lost",
          "su respuesta parcial se ignora, y lo que falló se pierde",
        )
      : say("no ReportBatchItemFailures", "sin ReportBatchItemFailures");
  if (code && !answer)
    return say("its handler returns no batchItemFailures", "su handler no devuelve batchItemFailures");
  return code && !isIn(code, fills)
    ? say("its handler never names a message that failed", "su handler nunca nombra un mensaje que falló")
    : [];
}

function isIn(code: HandlerCode, pattern: RegExp): boolean {
  return code.files.some((file) => file.find(pattern).some((hit) => code.runs(hit)));
}
