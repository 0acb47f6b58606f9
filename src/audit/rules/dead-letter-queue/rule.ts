import { at, fail, manual, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { declaredAt, declaredEvents, misdeclaredEvents } from "../../evidence/declared-communication.js";
import { isInUse } from "../../evidence/in-use.js";
import { brokerConsumes } from "../../evidence/messaging.js";

const argument = /^x-dead-letter-exchange$/;
const setting =
  /\bdeadLetterExchange\s*:|\b(?:UseMessageRetry|ConfigureDeadLetter\w*|BindDeadLetterQueue)\s*\(/g;

/** Whether a queue's argument is there and has no value: the queue is declared without. */
function isLeftOut({ file, offset, text }: Hit): boolean {
  const after = file.code.slice(offset, offset + text.length + 40);
  return /[:=,]\s*(?:undefined|null)\b/.test(after.slice(text.length - 1));
}

/** MS-4: messages that cannot be handled are dead-lettered. */
export const rule: Rule = {
  id: "dead-letter-queue",
  item: "MS-4",
  title: {
    en: "Messages that cannot be handled are dead-lettered",
    es: "Los mensajes que no se pueden procesar van a una cola de descarte",
  },
  severity: "high",
  waivable: true,
  section: "Asíncrona (Event-Driven)",
  why: {
    en: "A message that always fails blocks its queue for ever, or is lost without a trace.",
    es: "Un mensaje que siempre falla bloquea su cola para siempre, o se pierde sin rastro.",
  },
  fix: {
    en: "Give each queue a dead-letter exchange, and move a message there after its retries.",
    es: "Da a cada cola un intercambio de descarte, y lleva ahí el mensaje tras sus reintentos.",
  },
  evaluate(evidence) {
    const declared = declaredEvents(evidence, "consumes");
    const [consumed] = evidence.fact(brokerConsumes);
    const unclear = misdeclaredEvents(evidence, "consumes");
    if (declared.length === 0 && unclear.length > 0)
      return manual(
        { en: "Whether events are consumed cannot be told", es: "No se puede saber si se consumen eventos" },
        ...unclear,
      );
    if (declared.length === 0 && (evidence.manifest || !consumed))
      return notApplicable(
        { en: "Consumes no events", es: "No consume eventos" },
        ...declaredAt(evidence, ["consumes"], { en: "none are declared", es: "no se declara ninguno" }),
      );
    const deadLetter = [...evidence.findLiterals(argument), ...evidence.find(setting)].find(
      (hit) => !isLeftOut(hit) && isInUse(evidence, hit),
    );
    if (deadLetter)
      return pass(
        { en: "Queues have a dead-letter queue", es: "Las colas tienen cola de descarte" },
        at(deadLetter, { en: "dead-letter exchange", es: "intercambio de descarte" }),
      );
    return fail(
      { en: "No dead-letter queue is set up", es: "No hay cola de descarte" },
      consumed
        ? at(consumed, { en: "consumed here", es: "se consume aquí" })
        : pointer("service.yaml", declared[0]?.line ?? null, {
            en: "consumed, by service.yaml",
            es: "consumido, según service.yaml",
          }),
    );
  },
};
