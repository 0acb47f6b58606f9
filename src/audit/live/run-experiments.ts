import { mapTexts, phrase, ReasonError, reasonOf } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import type { Io } from "../../io/io.js";
import { silentIo } from "../../io/silent-io.js";
import { tell } from "../../messages/tell.js";
import type { Text } from "../../messages/text.js";
import { writeEvidence } from "./evidence-file.js";
import type { Experiment } from "./experiment.js";
import type { Lab } from "./lab.js";
import type { Subject } from "./subject.js";
import { Trial, type TrialVerdict } from "./trial.js";

/** What an experiment showed of one service. */
export interface LiveResult {
  readonly experiment: string;
  readonly service: string;
  readonly verdict: TrialVerdict | "not-applicable";
  readonly message: Text;
  /** Where it is written down, relative to the workspace; absent when nothing was tried. */
  readonly file?: string;
  /** ISO 8601, of its beginning. */
  readonly at?: string;
}

/** What is mended after Ctrl-C is mended without haste; a second Ctrl-C leaves it to the next command. */
const never = new AbortController().signal;

/**
 * Carries experiments out, one after the other, each for all services that it is about; mends what each broke before the next
 * begins, also after Ctrl-C or an error.
 * @throws the signal's reason; what could not be mended
 */
export async function runExperiments(
  experiments: readonly Experiment[],
  subjects: readonly Subject[],
  lab: Lab,
): Promise<readonly LiveResult[]> {
  const { io } = lab.options;
  const results: LiveResult[] = [];
  const chosen = experiments.filter(({ form }) => subjects.some(({ service }) => service.form === form));
  io.emit({
    type: "plan",
    tasks: chosen.map((one) => ({ id: taskOf(one), code: "audit.live.task", params: { ...one.title } })),
  });
  try {
    for (const [index, experiment] of chosen.entries()) {
      const own = subjects.filter(({ service }) => service.form === experiment.form);
      const found = await runOne(experiment, own, lab);
      results.push(...found);
      const keepsReplicas = (chosen[index + 1]?.replicas ?? 0) >= (experiment.replicas ?? 1);
      await lab.faults.undo(lab.signal, ({ kind }) => !(keepsReplicas && kind === "replicas-added"));
      say(experiment, found, io);
    }
  } finally {
    await mend(lab);
  }
  return results;
}

async function mend(lab: Lab): Promise<void> {
  if (lab.signal.aborted && lab.faults.areThere) {
    lab.options.io.emit({ type: "note", level: "info", code: "audit.live.mending" });
  }
  await lab.faults.undo(never);
}

async function runOne(
  experiment: Experiment,
  subjects: readonly Subject[],
  lab: Lab,
): Promise<readonly LiveResult[]> {
  lab.signal.throwIfAborted();
  const excused = subjects.map((subject) => ({ subject, why: experiment.excuse(subject, lab) }));
  const trials = excused.flatMap(({ subject, why }) => (why ? [] : [new Trial(subject)]));
  if (trials.length > 0) {
    lab.begin(taskOf(experiment));
    await carryOut(experiment, trials, lab);
  }
  const tried = await Promise.all(
    trials.map(async (trial): Promise<LiveResult> => {
      const file = await writeEvidence(experiment, trial, lab);
      const at = trial.startedAt.toISOString();
      return { experiment: experiment.id, service: trial.subject.service.name, ...trial.result(), file, at };
    }),
  );
  const others = excused.flatMap(({ subject, why }): LiveResult[] =>
    why
      ? [
          {
            experiment: experiment.id,
            service: subject.service.name,
            verdict: "not-applicable",
            message: why,
          },
        ]
      : [],
  );
  return [...tried, ...others];
}

async function carryOut(experiment: Experiment, trials: readonly Trial[], lab: Lab): Promise<void> {
  try {
    await Promise.all(trials.map(({ subject }) => ensureReplicas(subject, experiment.replicas ?? 1, lab)));
    await experiment.run(trials, lab);
    await lab.faults.undo(lab.signal, ({ kind }) => kind !== "replicas-added");
    // The next one begins with services that work.
    if (!(await lab.untilServing(trials.map(({ subject }) => subject))))
      throw new ReasonError(phrase("not-serving-again"));
  } catch (error) {
    lab.signal.throwIfAborted();
    const reason = mapTexts(reasonOf(error), (text) => lab.platform.mask(text));
    for (const trial of trials) {
      trial.fail({
        en: `It could not be carried out: ${tell(reason, "en")}`,
        es: `No se pudo llevar a cabo: ${tell(reason, "es")}`,
      });
    }
  }
}

/** Starts what is missing, of the version that runs. */
async function ensureReplicas(subject: Subject, replicas: number, lab: Lab): Promise<void> {
  const { service } = subject;
  const present = await lab.replicas(subject);
  if (service.form === "lambda" || present.length >= replicas) return;
  lab.progress("audit.live.scaling", { service: service.name, replicas });
  lab.faults.addReplicas(
    service.name,
    present.map(({ name }) => name),
  );
  const { target } = lab.options;
  const outcome = await target.apply(await target.plan(service, { replicas }), silentIo, lab.signal);
  if (outcome.error) throw outcome.error;
}

function say(experiment: Experiment, results: readonly LiveResult[], io: Io): void {
  const count = (wanted: LiveResult["verdict"]): number =>
    results.filter(({ verdict }) => verdict === wanted).length;
  const id = taskOf(experiment);
  const params = { pass: count("pass"), fail: count("fail"), manual: count("manual") };
  const tried = params.pass + params.fail + params.manual;
  if (tried === 0) io.emit({ type: "task", id, state: "skipped", code: "audit.live.excused" });
  else
    io.emit({
      type: "task",
      id,
      state: params.fail > 0 ? "failed" : "succeeded",
      code: "audit.live.done",
      params,
    });
}

function taskOf({ id }: Pick<Experiment, "id">): string {
  return `audit:${id}`;
}

/** @throws MsxError LIVE_NOT_DEPLOYED when what runs of a service is not what its sources say */
export async function assertDeployed(subjects: readonly Subject[], lab: Lab): Promise<void> {
  for (const subject of subjects.filter(({ service }) => service.form === "microservice")) {
    const { name } = subject.service;
    const { length: replicas } = await lab.replicas(subject);
    const plan = replicas === 0 ? undefined : await lab.options.target.plan(subject.service, { replicas });
    if (plan?.steps.length === 0) continue;
    const running = (await lab.replicas(subject))[0]?.version ?? "-";
    throw new MsxError("LIVE_NOT_DEPLOYED", { service: name, running, sources: plan?.version ?? "?" });
  }
}
