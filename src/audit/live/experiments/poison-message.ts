import { sendToQueue, takeMessage } from "../../../platform/faults/poison.js";
import { withBroker } from "../../../platform/messaging/broker-session.js";
import { countMessages } from "../../../platform/messaging/dead-letters.js";
import type { Experiment } from "../experiment.js";
import type { Lab } from "../lab.js";
import type { Trial } from "../trial.js";

/** Longer than a few retries with backoff last: 2, 4 and 8 seconds by the guideline. */
const deadLetteredMs = 60_000;
const text = "msx audit: this is no event";

/** A message that nobody can read: it ends in the dead-letter queue, and what comes behind it is not held up. */
export const poisonMessage: Experiment = {
  id: "live-poison-message",
  form: "microservice",
  item: "MS-4",
  title: {
    en: "A message that cannot be handled ends in the dead-letter queue",
    es: "Un mensaje que no se puede procesar acaba en la cola de mensajes fallidos",
  },
  severity: "high",
  section: "Asíncrona (Event-Driven)",
  why: {
    en: "Without that, one bad message is either lost or delivered for ever, and holds up all behind it.",
    es: "Si no, un mensaje malo se pierde o se entrega para siempre, y retiene a todos los de detrás.",
  },
  fix: {
    en: "Give each queue a dead-letter queue `<queue>.dlq`, and send there what cannot be read or still fails after its retries.",
    es: "Da a cada cola una cola de fallidos `<cola>.dlq`, y envía allí lo que no se puede leer o sigue fallando tras sus reintentos.",
  },

  excuse({ service }, lab) {
    const queues = queuesOf(service.consumes);
    if (
      queues.length > 0 &&
      (service.messaging ?? "rabbitmq") === "rabbitmq" &&
      lab.hasResource("rabbitmq")
    ) {
      return undefined;
    }
    return { en: "It consumes no queue of RabbitMQ", es: "No consume ninguna cola de RabbitMQ" };
  },

  async run(trials, lab) {
    await Promise.all(
      trials.flatMap((trial) =>
        queuesOf(trial.subject.service.consumes).map((queue) => poison(trial, queue, lab)),
      ),
    );
    for (const trial of trials) {
      const count = queuesOf(trial.subject.service.consumes).length;
      trial.prove({
        en: `An unreadable message in each of ${count} queues ended in its dead-letter queue`,
        es: `Un mensaje ilegible en cada una de ${count} colas acabó en su cola de fallidos`,
      });
    }
  },
};

function queuesOf(consumes: readonly { readonly queue?: string | undefined }[]): readonly string[] {
  return [...new Set(consumes.flatMap(({ queue }) => (queue === undefined ? [] : [queue])))].sort();
}

async function poison(trial: Trial, queue: string, lab: Lab): Promise<void> {
  const dead = `${queue}.dlq`;
  const id = lab.random.uuid();
  lab.progress("audit.live.poisoning", { queue });
  await withBroker(lab.platform, lab.signal, async (model) => {
    if ((await countMessages(model, queue)) === undefined) {
      trial.fail({
        en: `There is no queue ${queue}, which its service.yaml says it consumes`,
        es: `No existe la cola ${queue}, que según su service.yaml consume`,
      });
      return;
    }
    lab.faults.sendMessage(id, [dead, `${queue}.retry`, queue]);
    await sendToQueue(model, queue, { id, text });
    trial.saw(`sent an unreadable message to ${queue}`, { id, text });
    let found: Awaited<ReturnType<typeof takeMessage>>;
    await lab.until(async () => {
      found = await takeMessage(model, dead, id);
      return found !== undefined;
    }, deadLetteredMs);
    if (found) {
      trial.saw(`found it in ${dead} and took it out`, { headers: found.properties.headers });
      return;
    }
    trial.fail({
      en: `A message that cannot be read was not in ${dead} after ${deadLetteredMs / 1000} s`,
      es: `Un mensaje ilegible no estaba en ${dead} tras ${deadLetteredMs / 1000} s`,
    });
  });
}
