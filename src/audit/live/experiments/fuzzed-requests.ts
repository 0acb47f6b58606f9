import type { Text } from "../../../messages/text.js";
import { brokenBodies, hostileTexts, mutate } from "../contract/hostile.js";
import type { Operation, Parameter } from "../contract/operations.js";
import { Random } from "../contract/random.js";
import { sampleOf } from "../contract/sample.js";
import type { Experiment } from "../experiment.js";
import { type PlannedRequest, planRequest } from "../http/plan.js";
import { describeAnswer } from "../http/send.js";
import type { Lab } from "../lab.js";
import type { Trial } from "../trial.js";
import { unreached } from "./unreached.js";

const perOperation = 30;
const mostRequests = 300;
const atOnce = 4;
const shownFailures = 5;

const about = {
  title: {
    en: "Requests near its contract, and far from it, get no 5xx",
    es: "Peticiones cercanas a su contrato, y lejanas, no reciben ningún 5xx",
  },
  severity: "medium",
  why: {
    en: "A 5xx for what a client sent is an input that nobody thought of; the next one may be an attack.",
    es: "Un 5xx por lo que envió un cliente es una entrada en la que nadie pensó; la siguiente puede ser un ataque.",
  },
  fix: {
    en: "Validate path, query, headers and body against the contract before anything else, and answer 4xx; the evidence holds the requests and the seed.",
    es: "Valida ruta, consulta, cabeceras y cuerpo contra el contrato antes que nada, y responde 4xx; la evidencia contiene las peticiones y la semilla.",
  },
} as const;

/** Bounded and seeded: the same requests for the same seed and contract. */
export const fuzzedRequests: Experiment = {
  ...about,
  id: "live-fuzzed-requests",
  form: "microservice",
  item: "MS-3",
  section: "Desacoplamiento",
  excuse: ({ contract }) => withoutOperations(contract?.operations.length ?? 0),
  run: (trials, lab) => fuzzAll(trials, lab),
};

/** The same through the gateway, as functions are reached. */
export const functionFuzzedRequests: Experiment = {
  ...about,
  id: "live-function-fuzzed-requests",
  form: "lambda",
  item: "SL-5",
  section: "Testing de Funciones Serverless",
  excuse: (subject) => unreached(subject) ?? withoutOperations(subject.contract?.operations.length ?? 0),
  run: (trials, lab) => fuzzAll(trials, lab),
};

function withoutOperations(operations: number): Text | undefined {
  if (operations > 0) return undefined;
  return { en: "It has no OpenAPI document", es: "No tiene documento OpenAPI" };
}

async function fuzzAll(trials: readonly Trial[], lab: Lab): Promise<void> {
  const seed = lab.random.integer(0, 2 ** 32 - 1);
  for (const trial of trials) await fuzz(trial, seed, lab);
}

async function fuzz(trial: Trial, seed: number, lab: Lab): Promise<void> {
  const { subject } = trial;
  const isReached = (one: PlannedRequest): boolean =>
    subject.service.form === "microservice" || lab.throughGateway(subject, one) !== undefined;
  const requests = plan(trial, new Random(seed)).filter(isReached);
  trial.saw(`${requests.length} requests`, { seed });
  lab.progress("audit.live.fuzzing", { service: subject.service.name, count: requests.length });
  const failures: string[] = [];
  let failed = 0;
  const waiting = requests.values();
  const statuses: Record<string, number> = {};
  const client = async (): Promise<void> => {
    for (const planned of waiting) {
      const answer = await lab.ask(subject, planned);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      if (answer.status !== 0 && answer.status < 500) continue;
      failed += 1;
      if (failures.length < shownFailures) {
        failures.push(`${planned.method} ${planned.path.slice(0, 200)}: ${describeAnswer(answer)}`);
        trial.saw("failed", { request: shortened(planned), answer: describeAnswer(answer) });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  trial.saw("answers by status", statuses);
  if (failed > 0) {
    trial.fail({
      en: `${failed} of ${requests.length} requests (seed ${seed}) got a 5xx or no answer: ${failures[0]}`,
      es: `${failed} de ${requests.length} peticiones (semilla ${seed}) recibieron un 5xx o ninguna respuesta: ${failures[0]}`,
    });
  }
  trial.prove({
    en: `${requests.length} requests (seed ${seed}), none of them answered with 5xx`,
    es: `${requests.length} peticiones (semilla ${seed}), ninguna respondida con 5xx`,
  });
}

function plan({ subject }: Trial, random: Random): readonly PlannedRequest[] {
  const operations = subject.contract?.operations ?? [];
  const each = Math.max(4, Math.min(perOperation, Math.floor(mostRequests / Math.max(1, operations.length))));
  return operations
    .flatMap((operation) => Array.from({ length: each }, () => invent(operation, subject, random)))
    .slice(0, mostRequests);
}

function invent(operation: Operation, { contract }: Trial["subject"], random: Random): PlannedRequest {
  const sample = (parameter: Parameter): unknown => {
    const isHostile = random.next() < 0.4;
    if (isHostile || !contract) return random.pick(hostileTexts);
    return parameter.example ?? sampleOf(parameter.schema, contract, random);
  };
  const of = (place: Parameter["in"]): Record<string, unknown> =>
    Object.fromEntries(
      operation.parameters
        .filter(
          (one) =>
            one.in === place &&
            (one.required ? random.next() < 0.9 || place === "path" : random.next() < 0.5),
        )
        .map((one) => [one.name, sample(one)]),
    );
  const parts = { path: of("path"), query: of("query"), header: of("header") };
  const { body } = operation;
  if (!body || !contract) return planRequest(operation, parts);
  if (random.next() < 0.2) {
    const { type, text } = random.pick(brokenBodies);
    const planned = planRequest(operation, parts);
    return { ...planned, headers: { ...planned.headers, "content-type": type }, body: text };
  }
  const valid = body.example ?? sampleOf(body.schema, contract, random);
  return planRequest(operation, { ...parts, body: random.next() < 0.1 ? valid : mutate(valid, random) });
}

/** A request of megabytes helps nobody; the seed makes it again. */
function shortened({ body, ...planned }: PlannedRequest): object {
  return {
    ...planned,
    path: planned.path.slice(0, 500),
    ...(body !== undefined && { body: body.slice(0, 1000) }),
  };
}
