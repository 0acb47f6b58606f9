import { withBroker } from "../../../platform/messaging/broker-session.js";
import type { Experiment } from "../experiment.js";
import { HeardEvents } from "../heard-events.js";
import { idIn } from "../http/plan.js";
import { describeAnswer, isOk } from "../http/send.js";
import type { Lab } from "../lab.js";
import type { Trial } from "../trial.js";

const writes = 5;
/** The broker comes back, the service connects again with backoff, the relay wakes. */
const arriveMs = 60_000;
/** After the last one is there: a second delivery would follow soon. */
const settleMs = 2000;

interface Listening {
  readonly trial: Trial;
  readonly queue: string;
  /** What each write made. */
  readonly ids: string[];
  readonly events: HeardEvents;
}

/** RabbitMQ stopped: requests succeed all the same, and their events arrive once it is back, each once. */
export const brokerAway: Experiment = {
  id: "live-broker-away",
  form: "microservice",
  item: "MS-4",
  title: {
    en: "Without the broker requests succeed, and each event arrives later, once",
    es: "Sin el bróker las peticiones funcionan, y cada evento llega después, una vez",
  },
  severity: "high",
  section: "Comunicación Asíncrona",
  why: {
    en: "An event that is published in the request is lost, or fails the request, whenever the broker is away; then services disagree for ever.",
    es: "Un evento que se publica dentro de la petición se pierde, o la hace fallar, cuando falta el bróker; y los servicios discrepan para siempre.",
  },
  fix: {
    en: "Store events in the transaction that makes them true (outbox) and let a relay publish them with confirms.",
    es: "Guarda los eventos en la transacción que los hace ciertos (outbox) y que un proceso los publique con confirmación.",
  },

  excuse(subject, lab) {
    const { publishes, messaging } = subject.service;
    if (publishes.length === 0 || (messaging ?? "rabbitmq") !== "rabbitmq" || !lab.hasResource("rabbitmq")) {
      return { en: "It publishes no events through RabbitMQ", es: "No publica eventos por RabbitMQ" };
    }
    return undefined;
  },

  async run(trials, lab) {
    const able = trials.filter((trial) => {
      if (trial.subject.write) return true;
      trial.leaveOpen({
        en: "No request of its contract could be made that changes something",
        es: "No se pudo hacer ninguna petición de su contrato que cambie algo",
      });
      return false;
    });
    const all = able.map(
      (trial): Listening => ({
        trial,
        queue: `msx-audit.${trial.subject.service.name}.${lab.random.uuid()}`,
        ids: [],
        events: new HeardEvents(),
      }),
    );
    if (all.length === 0) return;
    await listen(all, lab);
    lab.progress("audit.live.stopping", { what: "rabbitmq" });
    await lab.faults.stopResource("rabbitmq");
    for (const { trial } of all) trial.saw("stopped rabbitmq");
    await lab.pause(1000);
    lab.progress("audit.live.sending", { count: writes * all.length });
    await Promise.all(all.map((one) => write(one, lab)));
    lab.progress("audit.live.starting", { what: "rabbitmq" });
    await lab.faults.undo(lab.signal, ({ kind }) => kind === "resource-stopped");
    lab.progress("audit.live.watching", { what: "events" });
    await collect(all, lab);
    for (const one of all) judge(one);
  },
};

/** Durable queues: they outlive the broker's absence. */
async function listen(all: readonly Listening[], lab: Lab): Promise<void> {
  for (const { queue } of all) lab.faults.makeQueue(queue);
  await withBroker(lab.platform, lab.signal, async (model) => {
    const channel = await model.createChannel();
    for (const { queue, trial } of all) {
      await channel.assertQueue(queue, { durable: true });
      for (const exchange of new Set(trial.subject.service.publishes.map((one) => one.exchange))) {
        await channel.assertExchange(exchange, "topic", { durable: true });
        await channel.bindQueue(queue, exchange, "#");
      }
    }
    await channel.close();
  });
}

async function write({ trial, ids }: Listening, lab: Lab): Promise<void> {
  const { subject } = trial;
  const [replica] = await lab.replicas(subject);
  if (replica) {
    const ready = await lab.readiness(subject, replica);
    trial.saw("readiness without the broker", describeAnswer(ready));
    if (!isOk(ready)) {
      trial.fail({
        en: `Readiness answered ${ready.status} without the broker, though requests need none`,
        es: `Readiness respondió ${ready.status} sin el bróker, aunque las peticiones no lo necesitan`,
      });
    }
  }
  for (let count = 0; count < writes; count += 1) {
    const planned = subject.write?.();
    if (!planned) return;
    const answer = await lab.ask(subject, planned);
    trial.saw(`${planned.method} ${planned.path}`, describeAnswer(answer));
    if (isOk(answer)) ids.push(idIn(answer.text, answer.location) ?? "");
    else {
      trial.fail({
        en: `A request failed while the broker was stopped: ${describeAnswer(answer)}`,
        es: `Una petición falló con el bróker detenido: ${describeAnswer(answer)}`,
      });
    }
  }
}

async function collect(all: readonly Listening[], lab: Lab): Promise<void> {
  await withBroker(lab.platform, lab.signal, async (model) => {
    const channel = await model.createChannel();
    for (const { queue, events } of all) {
      await channel.consume(queue, (message) => message && events.hear(message), { noAck: true });
    }
    await lab.until(
      () => Promise.resolve(all.every(({ ids, events }) => events.untold(ids).length === 0)),
      arriveMs,
    );
    await lab.pause(settleMs);
  });
}

function judge({ trial, ids, events }: Listening): void {
  const lost = events.untold(ids);
  const takenTwice = events.takenTwice(ids);
  const { size, repeated } = events;
  trial.saw("events after the broker was back", { events: size, ids, lost, takenTwice, repeated });
  if (lost.length > 0) {
    trial.fail({
      en: `${lost.length} of ${ids.length} events did not arrive within ${arriveMs / 1000} s after the broker was back`,
      es: `${lost.length} de ${ids.length} eventos no llegaron en ${arriveMs / 1000} s tras volver el bróker`,
    });
  }
  if (takenTwice.length > 0) {
    trial.fail({
      en: `${takenTwice.length} events arrived again as others would: under another id, without one, or again and again`,
      es: `${takenTwice.length} eventos llegaron otra vez como si fueran otros: con otro id, sin ninguno, o una y otra vez`,
    });
  }
  trial.prove({
    en: `${ids.length} requests succeeded without the broker; their events arrived when it was back, each under one id`,
    es: `${ids.length} peticiones funcionaron sin el bróker; sus eventos llegaron al volver, cada uno con un solo id`,
  });
}
