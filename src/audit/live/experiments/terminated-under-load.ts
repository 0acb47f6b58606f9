import { serviceGraceSeconds } from "../../../platform/engines/engine.js";
import type { Experiment } from "../experiment.js";
import { loadOn } from "../http/load-on.js";
import type { Lab } from "../lab.js";
import type { Trial } from "../trial.js";
import { excuseFromLoad } from "./under-load.js";

/** Before the signal, and after the process has ended. */
const requestsBefore = 40;
const requestsAfter = 60;

/** SIGTERM to one of two replicas while requests come through the gateway: it finishes them, and none fails. */
export const terminatedUnderLoad: Experiment = {
  id: "live-terminated-under-load",
  form: "microservice",
  item: "MS-8",
  title: {
    en: "A replica that is told to stop under load fails no request",
    es: "Una réplica a la que se manda parar bajo carga no hace fallar ninguna petición",
  },
  severity: "high",
  section: "Health Checks",
  why: {
    en: "Every deploy and every move to another node sends SIGTERM; who does not drain loses requests each time.",
    es: "Cada despliegue y cada cambio de nodo envía SIGTERM; quien no drena pierde peticiones cada vez.",
  },
  fix: {
    en: "On SIGTERM deregister, go on serving for a moment, finish what is under way, then exit within the grace period.",
    es: "Con SIGTERM, date de baja, sirve un momento más, termina lo que está en curso y sal dentro del plazo.",
  },
  replicas: 2,

  excuse: excuseFromLoad,

  async run(trials, lab) {
    for (const trial of trials) await terminate(trial, lab);
  },
};

async function terminate(trial: Trial, lab: Lab): Promise<void> {
  const { subject } = trial;
  const { name } = subject.service;
  const [replica] = await lab.replicas(subject);
  const load = await loadOn(subject, [subject.read, subject.write], lab);
  if (!replica || !load)
    return trial.leaveOpen({ en: "No request reaches it", es: "Ninguna petición le llega" });
  lab.progress("audit.live.loading", { service: name });
  await load.advance(requestsBefore);
  const startedAt = performance.now();
  trial.saw(`SIGTERM to ${replica.name} after ${load.sent} requests`);
  await lab.faults.endReplica(replica, "terminate");
  const seconds = (performance.now() - startedAt) / 1000;
  trial.saw(`${replica.name} ended`, { seconds: Math.round(seconds * 10) / 10 });
  await load.advance(requestsAfter);
  const report = await load.stop();
  trial.saw("requests through the gateway", report);
  if (report.failed > 0) {
    trial.fail({
      en: `${report.failed} of ${report.sent} requests failed while a replica stopped: ${report.failures[0]}`,
      es: `${report.failed} de ${report.sent} peticiones fallaron mientras paraba una réplica: ${report.failures[0]}`,
    });
  }
  if (seconds >= serviceGraceSeconds) {
    trial.fail({
      en: `It did not end within ${serviceGraceSeconds} s of SIGTERM and was killed`,
      es: `No terminó en ${serviceGraceSeconds} s tras SIGTERM y hubo que matarlo`,
    });
  }
  trial.prove({
    en: `${report.sent} requests while a replica was told to stop: none failed; it ended after ${seconds.toFixed(1)} s`,
    es: `${report.sent} peticiones mientras se mandaba parar una réplica: ninguna falló; terminó en ${seconds.toFixed(1)} s`,
  });
  lab.progress("audit.live.starting", { what: replica.name });
  await lab.faults.undo(lab.signal, ({ kind }) => kind === "replica-ended");
  await lab.untilServing([subject]);
}
