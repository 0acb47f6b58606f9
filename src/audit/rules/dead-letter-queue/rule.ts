import { at, fail, manual, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { declaredAt, declaredEvents, misdeclaredEvents } from "../../evidence/declared-communication.js";
import { isInUse } from "../../evidence/in-use.js";
import { marked } from "../../evidence/marked-pattern.js";
import { brokerConsumes } from "../../evidence/messaging.js";
import { dependsOn } from "../../evidence/package-references.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const argument = /^x-dead-letter-exchange$/;
const setting =
  /\bdeadLetterExchange\s*:|\b(?:UseMessageRetry|ConfigureDeadLetter\w*|BindDeadLetterQueue)\s*\(/g;

/** Whether a queue's argument is there and has no value, or is only read: the queue is declared without. */
function isLeftOut({ file, offset, text }: Hit): boolean {
  const after = file.code.slice(offset + text.length - 1, offset + text.length + 40);
  if (/[:=,]\s*(?:undefined|null)\b/.test(after)) return true;
  const isIndex = /[\w$)\]?]\s*\.?\[\s*$/.test(file.code.slice(Math.max(0, offset - 20), offset));
  return isIndex && !/\]\s*(?:[:=](?!=)|\?\?=)/.test(after);
}

const discards = marked(["DiscardFaultedMessages"], /\.\s*DiscardFaultedMessages\s*\(/g);

/** Whether MassTransit, which keeps what failed in a queue of errors, is told to throw it away. */
function isDiscarded({ file, text }: Hit): boolean {
  return text.startsWith("UseMessageRetry") && file.has(discards);
}

/** Whether a message counts as handled when it is delivered: one that fails is gone, whatever its queue has. */
function isAckedAtOnce({ file, offset, text }: Hit): boolean {
  const span = file.argumentsAfter(offset + text.length - 1);
  const code = span ? file.code.slice(span.start, span.end) : "";
  if (text.includes("BasicConsume") && /^[^,()]*,\s*true\b/.test(code)) return true;
  return /\b(?:noAck|autoAck)\s*:\s*true\b/.test(code);
}

const kafka = /^(?:kafkajs|Confluent\.Kafka)$/;
const deadTopic = /(?:^|[._-])(?:dlq|dlt|dead[._-]?letters?)(?:$|[._-])/i;

/** Kafka has no dead-letter exchange: a consumer sends what it cannot handle to a topic for that. */
function sentToDeadTopic(evidence: ServiceEvidence): readonly Hit[] {
  if (!dependsOn(evidence.packages, kafka)) return [];
  return evidence
    .findLiterals(deadTopic)
    .filter(({ file, offset }) =>
      file.callsAround(offset).some(({ callee }) => /\.(?:send|Produce(?:Async)?)$/.test(callee)),
    );
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
    const consumes = evidence.fact(brokerConsumes);
    const lossy = consumes.every(isAckedAtOnce) ? consumes[0] : undefined;
    if (lossy)
      return fail(
        { en: "No dead-letter queue is set up", es: "No hay cola de descarte" },
        at(lossy, {
          en: "acknowledged before it is handled",
          es: "se confirma antes de procesarse",
        }),
      );
    const deadLetter = [
      ...evidence.findLiterals(argument),
      ...evidence.find(setting),
      ...sentToDeadTopic(evidence),
    ].find((hit) => !isLeftOut(hit) && !isDiscarded(hit) && isInUse(evidence, hit));
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
