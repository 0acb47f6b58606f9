import { CallWatch } from "../call-watch.js";
import type { Experiment } from "../experiment.js";
import { SlowProxy } from "../http/slow-proxy.js";
import { type Lab, originOf } from "../lab.js";
import type { Trial } from "../trial.js";

/** Callers remember where a service is for a moment. */
const discoveryMs = 2500;

/** A dependency that answers late: the caller gives up in time, stops calling after some failures, and comes back. */
export const slowDependency: Experiment = {
  id: "live-slow-dependency",
  form: "microservice",
  item: "MS-5",
  title: {
    en: "A slow dependency meets a timeout and a circuit breaker, which closes again",
    es: "Una dependencia lenta topa con un tiempo límite y un circuit breaker, que se vuelve a cerrar",
  },
  severity: "high",
  section: "Patrones de Resiliencia",
  why: {
    en: "A caller that waits, and goes on calling, hangs with the one it waits for, and keeps it from recovering.",
    es: "Quien espera, y sigue llamando, se cuelga con aquel a quien espera, y no lo deja recuperarse.",
  },
  fix: {
    en: "Call others with a timeout, a bounded retry and a circuit breaker that all calls to one service share.",
    es: "Llama a otros con tiempo límite, reintentos acotados y un circuit breaker compartido por todas las llamadas a un servicio.",
  },

  excuse({ service }, lab) {
    if (service.calls.length === 0)
      return { en: "It calls no other service", es: "No llama a ningún otro servicio" };
    if (!lab.hasResource("consul")) {
      return {
        en: "Without Consul nothing can be put between it and what it calls",
        es: "Sin Consul no se puede poner nada entre él y lo que llama",
      };
    }
    return undefined;
  },

  async run(trials, lab) {
    for (const trial of trials) {
      for (const { service } of trial.subject.service.calls) await tryCall(trial, service, lab);
    }
  },
};

async function tryCall(trial: Trial, name: string, lab: Lab): Promise<void> {
  const dependency = lab.subjectOf(name);
  const [upstream] = dependency ? await lab.replicas(dependency) : [];
  if (dependency === undefined || upstream === undefined) {
    trial.leaveOpen({ en: `${name} does not run here`, es: `${name} no funciona aquí` });
    return;
  }
  if (!trial.subject.write && !trial.subject.read) {
    trial.leaveOpen({
      en: "No request of its contract succeeds, so nothing makes it call",
      es: "Ninguna petición de su contrato funciona, así que nada le hace llamar",
    });
    return;
  }
  const proxy = new SlowProxy(() => originOf(upstream));
  try {
    const { address, listen } = await lab.platform.engine.hostAccess();
    const port = await proxy.listen(listen);
    await lab.faults.replaceInstances(name, { address, port }, lab.signal);
    trial.saw(`put a proxy between it and ${name}`, { address, port });
    await lab.pause(discoveryMs);
    await watchCalls(new CallWatch(trial, dependency.service, proxy, lab));
  } finally {
    proxy.close();
    // Without it the present service would find nobody there.
    if (!lab.signal.aborted) await lab.faults.undo(lab.signal);
  }
  await lab.untilServing([trial.subject, dependency]);
}

async function watchCalls(watch: CallWatch): Promise<void> {
  if (!(await watch.calls())) return;
  await watch.untilOpen();
  await watch.whileOpen();
  await watch.recovery();
}
