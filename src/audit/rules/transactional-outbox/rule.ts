import { at, fail, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { declaredEvents } from "../../evidence/declared-communication.js";
import { brokerPublishes } from "../../evidence/messaging.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

/** MS-4: events leave through a transactional outbox. */
export const rule: Rule = {
  id: "transactional-outbox",
  item: "MS-4",
  title: {
    en: "Events leave through a transactional outbox",
    es: "Los eventos salen por un outbox transaccional",
  },
  severity: "high",
  waivable: true,
  section: "Comunicación Asíncrona",
  why: {
    en: "An event published beside the transaction is lost, or lies, when one of the two fails.",
    es: "Un evento publicado fuera de la transacción se pierde, o miente, cuando una de las dos falla.",
  },
  fix: {
    en: "Store the event in an outbox table in the transaction that makes it true, and publish it from there.",
    es: "Guarda el evento en una tabla outbox en la transacción que lo hace cierto, y publícalo desde ahí.",
  },
  evaluate(evidence) {
    const declared = declaredEvents(evidence, "publishes");
    const published = evidence.fact(brokerPublishes);
    const [direct] = published;
    if (declared.length === 0 && !direct)
      return notApplicable({ en: "Publishes no events", es: "No publica eventos" });
    const stored = evidence.fact(outboxWrites)[0];
    const used = stored && evidence.fact(outboxUses).find(({ file }) => file !== stored.file);
    if (stored && used)
      return pass(
        {
          en: "Events are stored in an outbox with the change",
          es: "Los eventos se guardan en un outbox junto al cambio",
        },
        at(stored, { en: "stored here", es: "se guarda aquí" }),
        at(used, { en: "used here", es: "se usa aquí" }),
      );
    return fail(
      { en: "Events are not stored in an outbox", es: "Los eventos no se guardan en un outbox" },
      stored
        ? at(stored, { en: "nothing uses it", es: "nada lo usa" })
        : pointer(direct?.file.path ?? "service.yaml", direct?.line ?? declared[0]?.line ?? null, {
            en: "published without an outbox",
            es: "se publica sin outbox",
          }),
    );
  },
};

/** Where a row goes into an outbox table: a query builder, SQL in a string, or a framework's own outbox. */
function outboxWrites(evidence: ServiceEvidence): readonly Hit[] {
  const inserts = evidence.code.flatMap((file) =>
    file
      .find(/\.insertInto\s*(?:<[^>]*>)?\(/g)
      .filter(({ offset, text }) => /outbox/i.test(file.literalAt(offset + text.length)?.text ?? "")),
  );
  return [
    ...inserts,
    ...evidence.findLiterals(/\binsert\s+into\s+\S*outbox/i),
    ...evidence.find(
      /\b(?:AddEntityFrameworkOutbox|UseBusOutbox|UseEntityFrameworkOutbox|\w*[Oo]utbox\w*\.Add(?:Async)?)\s*(?:<[^()]*>)?\(/g,
    ),
  ];
}

/** Where the service hands an event to its outbox. */
function outboxUses(evidence: ServiceEvidence): readonly Hit[] {
  return evidence.find(
    /\b\w*[oO]utbox\w*\s*\.\s*(?:add|enqueue|save|store|append|write|publish|Add|Enqueue|Save|Store)\w*\s*\(|\b(?:UseBusOutbox|AddEntityFrameworkOutbox)\s*(?:<[^()]*>)?\(/g,
  );
}
