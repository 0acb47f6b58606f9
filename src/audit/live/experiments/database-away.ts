import type { Experiment } from "../experiment.js";
import { describeAnswer, isOk, send } from "../http/send.js";
import type { Lab } from "../lab.js";
import { originOf } from "../lab.js";
import type { Trial } from "../trial.js";

/** Consul and Kubernetes would not wait longer either: three checks, and then some for a busy machine. */
const noticeMs = 30_000;
const named = /database|postgres|\bdb\b/i;

/** PostgreSQL stopped: readiness says so and names it, liveness does not care, and it all comes back by itself. */
export const databaseAway: Experiment = {
  id: "live-database-away",
  form: "microservice",
  item: "MS-7",
  title: {
    en: "Without its database it says so: ready 503, live 200",
    es: "Sin su base de datos lo dice: ready 503, live 200",
  },
  severity: "high",
  section: "Health Checks",
  why: {
    en: "Requests are sent to whoever says it is ready; one that lies gets those that must fail. One whose liveness fails too is restarted, which mends no database.",
    es: "Las peticiones van a quien dice estar listo; quien miente recibe las que van a fallar. Y si también falla liveness se reinicia, lo que no repara ninguna base de datos.",
  },
  fix: {
    en: "Let readiness ask the database with a short timeout and answer 503 naming it; let liveness ask nothing.",
    es: "Que readiness consulte la base de datos con un tiempo límite corto y responda 503 nombrándola; que liveness no consulte nada.",
  },

  excuse({ service }, lab) {
    if (service.owns.database === "postgres" && lab.hasResource("postgres")) return undefined;
    return { en: "It owns no PostgreSQL database", es: "No tiene base de datos PostgreSQL" };
  },

  async run(trials, lab) {
    const before = await Promise.all(trials.map((trial) => readinessOf(trial, lab, "before")));
    trials.forEach((trial, index) => {
      if (before[index] === 200) return;
      trial.fail({ en: "It was not ready before", es: "No estaba listo antes" });
    });
    lab.progress("audit.live.stopping", { what: "postgres" });
    await lab.faults.stopResource("postgres");
    for (const trial of trials) trial.saw("stopped postgres");
    lab.progress("audit.live.watching", { what: "readiness" });
    await Promise.all(trials.map((trial) => watch(trial, lab)));
    lab.progress("audit.live.starting", { what: "postgres" });
    await lab.faults.undo(lab.signal);
    await Promise.all(trials.map((trial) => expectBack(trial, lab)));
  },
};

async function readinessOf(trial: Trial, lab: Lab, when: string): Promise<number> {
  const [replica] = await lab.replicas(trial.subject);
  if (replica === undefined) return 0;
  const answer = await lab.readiness(trial.subject, replica);
  trial.saw(`readiness ${when}`, describeAnswer(answer));
  return answer.status;
}

async function watch(trial: Trial, lab: Lab): Promise<void> {
  const { subject } = trial;
  for (const replica of await lab.replicas(subject)) {
    let last = await lab.readiness(subject, replica);
    await lab.until(async () => {
      last = await lab.readiness(subject, replica);
      return last.status === 503;
    }, noticeMs);
    trial.saw(`${replica.name}: readiness without the database`, describeAnswer(last));
    const path = subject.service.http?.health.live ?? "/health/live";
    const live = await send(originOf(replica), lab.get(path), lab.signal);
    trial.saw(`${replica.name}: liveness without the database`, describeAnswer(live));
    judge(trial, last.status, last.text, live.status);
  }
}

function judge(trial: Trial, ready: number, said: string, live: number): void {
  if (ready !== 503) {
    trial.fail({
      en: `Readiness answered ${ready || "nothing"} for ${noticeMs / 1000} s while the database was stopped`,
      es: `Readiness respondió ${ready || "nada"} durante ${noticeMs / 1000} s con la base de datos detenida`,
    });
  } else if (!named.test(said)) {
    trial.fail({
      en: "Readiness answered 503 without naming the database",
      es: "Readiness respondió 503 sin nombrar la base de datos",
    });
  }
  if (live !== 200) {
    trial.fail({
      en: `Liveness answered ${live || "nothing"} while the database was stopped`,
      es: `Liveness respondió ${live || "nada"} con la base de datos detenida`,
    });
  }
}

async function expectBack(trial: Trial, lab: Lab): Promise<void> {
  const replicas = await lab.replicas(trial.subject);
  const isBack = async (): Promise<boolean> => {
    for (const one of replicas) if (!isOk(await lab.readiness(trial.subject, one))) return false;
    return true;
  };
  if (!(await lab.until(isBack, noticeMs))) {
    trial.fail({
      en: `It was not ready ${noticeMs / 1000} s after the database was back`,
      es: `No estaba listo ${noticeMs / 1000} s después de volver la base de datos`,
    });
  }
  trial.saw("ready again");
  trial.prove({
    en: "Without the database: ready 503, naming it, and live 200; ready again by itself",
    es: "Sin la base de datos: ready 503, nombrándola, y live 200; listo de nuevo por sí mismo",
  });
}
