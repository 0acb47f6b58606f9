import type { Experiment } from "../experiment.js";
import { loadOn } from "../http/load-on.js";
import type { Lab } from "../lab.js";
import type { Trial } from "../trial.js";
import { excuseFromLoad } from "./under-load.js";

const requestsBefore = 40;
const requestsAfter = 80;

/**
 * SIGKILL to one of two replicas while requests come through the gateway: the other one takes them. Only reads are sent: what
 * became of a write that broke off nobody can know, so nobody may repeat it.
 */
export const replicaKilled: Experiment = {
  id: "live-replica-killed",
  form: "microservice",
  item: "MS-5",
  title: {
    en: "One of two replicas killed under load fails no read",
    es: "Una de dos réplicas, muerta bajo carga, no hace fallar ninguna lectura",
  },
  severity: "medium",
  section: "Patrones de Resiliencia",
  why: {
    en: "Replicas are there for the day one of them dies: then the others must be enough, and must be found.",
    es: "Las réplicas están para el día en que una muere: las demás deben bastar, y deben encontrarse.",
  },
  fix: {
    en: "Keep no state in a process that the next request needs, register each replica in Consul by itself, and lead clients through the gateway.",
    es: "No guardes en el proceso estado que necesite la siguiente petición, registra cada réplica en Consul por sí misma y lleva a los clientes por la pasarela.",
  },
  replicas: 2,

  excuse(subject, lab) {
    if (!subject.read)
      return { en: "No read of its contract succeeds", es: "Ninguna lectura de su contrato funciona" };
    return excuseFromLoad(subject, lab);
  },

  async run(trials, lab) {
    for (const trial of trials) await kill(trial, lab);
  },
};

async function kill(trial: Trial, lab: Lab): Promise<void> {
  const { subject } = trial;
  const replica = (await lab.replicas(subject)).at(-1);
  const load = await loadOn(subject, [subject.read], lab);
  if (!replica || !load)
    return trial.leaveOpen({ en: "No request reaches it", es: "Ninguna petición le llega" });
  lab.progress("audit.live.loading", { service: subject.service.name });
  await load.advance(requestsBefore);
  trial.saw(`SIGKILL to ${replica.name} after ${load.sent} requests`);
  await lab.faults.endReplica(replica, "kill");
  await load.advance(requestsAfter);
  const report = await load.stop();
  trial.saw("requests through the gateway", report);
  if (report.failed > 0) {
    trial.fail({
      en: `${report.failed} of ${report.sent} reads failed when one of two replicas was killed: ${report.failures[0]}`,
      es: `${report.failed} de ${report.sent} lecturas fallaron al morir una de dos réplicas: ${report.failures[0]}`,
    });
  }
  trial.prove({
    en: `${report.sent} reads while one of two replicas was killed: none failed`,
    es: `${report.sent} lecturas mientras moría una de dos réplicas: ninguna falló`,
  });
  lab.progress("audit.live.starting", { what: replica.name });
  await lab.faults.undo(lab.signal, ({ kind }) => kind === "replica-ended");
  await lab.untilServing([subject]);
}
