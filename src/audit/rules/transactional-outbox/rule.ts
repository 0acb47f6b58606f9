import { at, fail, failOn, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import { declaredAt, declaredEvents } from "../../evidence/declared-communication.js";
import { brokerPublishes } from "../../evidence/messaging.js";
import { directPublishes, outboxOf, outsideTransaction } from "../../evidence/outbox.js";

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
    en: "Store the event in an outbox table in the transaction that makes it true, and let a relay publish it from there.",
    es: "Guarda el evento en una tabla outbox en la transacción que lo hace cierto, y que un relay lo publique desde ahí.",
  },
  evaluate(evidence) {
    const [declared] = declaredEvents(evidence, "publishes");
    const [published] = evidence.fact(brokerPublishes);
    if (!declared && !published)
      return notApplicable(
        { en: "Publishes no events", es: "No publica eventos" },
        ...declaredAt(evidence, ["publishes"], { en: "none are declared", es: "no se declara ninguno" }),
      );
    const message = { en: "Events do not leave through an outbox", es: "Los eventos no salen por un outbox" };
    const { table, stored, used, relay, ready } = outboxOf(evidence);
    if (!stored && !table && !used) {
      return fail(
        message,
        pointer(published?.file.path ?? "service.yaml", published?.line ?? declared?.line ?? null, {
          en: "published without an outbox",
          es: "se publica sin outbox",
        }),
      );
    }
    const place = relay ?? stored ?? used ?? table;
    const missing = [
      ...(table ? [] : [{ en: "no outbox table is created", es: "no se crea una tabla outbox" }]),
      ...(stored ? [] : [{ en: "nothing is written to the outbox", es: "nada se escribe en el outbox" }]),
      ...(used ? [] : [{ en: "no use case hands it an event", es: "ningún caso de uso le da un evento" }]),
      ...(relay ? [] : [{ en: "no relay publishes from it", es: "ningún relay publica desde él" }]),
      ...(relay && !ready ? [{ en: "the relay is not started", es: "el relay no se inicia" }] : []),
    ].map((note) => pointer(place?.file.path ?? "service.yaml", place?.line ?? null, note));
    const direct = directPublishes(evidence).map((hit) =>
      at(hit, { en: "published past the outbox", es: "se publica sin pasar por el outbox" }),
    );
    const outside = outsideTransaction(evidence).map((hit) =>
      at(hit, { en: "not in the change's transaction", es: "fuera de la transacción del cambio" }),
    );
    return failOn([...missing, ...direct, ...outside], message, () =>
      pass(
        {
          en: "Events are stored with the change, and relayed",
          es: "Los eventos se guardan junto al cambio, y un relay los publica",
        },
        pointer(place?.file.path ?? "service.yaml", place?.line ?? null, {
          en: "published from here",
          es: "se publica desde aquí",
        }),
        ...(stored ? [at(stored, { en: "stored here", es: "se guarda aquí" })] : []),
        ...(used ? [at(used, { en: "handed over here", es: "se entrega aquí" })] : []),
      ),
    );
  },
};
