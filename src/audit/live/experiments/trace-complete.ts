import type { Text } from "../../../messages/text.js";
import { openTraceReader, type StoredSpan } from "../../../platform/tracing/trace-reader.js";
import type { Service } from "../../../workspace/workspace.js";
import type { Experiment } from "../experiment.js";
import { describeAnswer, isOk } from "../http/send.js";
import type { Lab } from "../lab.js";
import type { Trial } from "../trial.js";
import { unreached } from "./unreached.js";

/** Spans are sent in batches, and events take their way. */
const arriveMs = 30_000;

/** One place that a trace must have come by. */
interface Hop {
  readonly name: string;
  is(span: StoredSpan): boolean;
}

const about = {
  title: { en: "A trace crosses every hop", es: "Una traza cruza cada salto" },
  severity: "medium",
  section: "Distributed Tracing",
  why: {
    en: "Where one hop drops the trace, a slow or failed request cannot be followed to its cause.",
    es: "Donde un salto pierde la traza, no se puede seguir una petición lenta o fallida hasta su causa.",
  },
  fix: {
    en: "Take `traceparent` over from requests and messages, and pass it on with every call, query and event.",
    es: "Toma `traceparent` de peticiones y mensajes, y pásalo en cada llamada, consulta y evento.",
  },
} as const;

/** A write through the gateway: gateway, service, its database, its event, and who consumes that. */
export const traceComplete: Experiment = {
  ...about,
  id: "live-trace-complete",
  form: "microservice",
  item: "MS-7",
  excuse: (_subject, lab) => excuse(lab),
  run: (trials, lab) => followAll(trials, lab),
};

/** The same for functions, whose events pass AWS. */
export const functionTraceComplete: Experiment = {
  ...about,
  id: "live-function-trace-complete",
  form: "lambda",
  item: "SL-4",
  excuse: (subject, lab) => unreached(subject) ?? excuse(lab),
  run: (trials, lab) => followAll(trials, lab),
};

function excuse(lab: Lab): Text | undefined {
  if (lab.hasResource("tracing")) return undefined;
  return {
    en: "This workspace does without tracing (platform.disabled)",
    es: "Este espacio prescinde del trazado (platform.disabled)",
  };
}

async function followAll(trials: readonly Trial[], lab: Lab): Promise<void> {
  lab.progress("audit.live.tracing");
  await Promise.all(trials.map((trial) => follow(trial, lab)));
}

async function follow(trial: Trial, lab: Lab): Promise<void> {
  const { subject } = trial;
  const planned = (subject.write ?? subject.read)?.();
  if (planned === undefined) {
    return trial.leaveOpen({
      en: "No request of its contract succeeds",
      es: "Ninguna petición de su contrato funciona",
    });
  }
  const traceId = lab.random.uuid().replaceAll("-", "");
  const headers = { ...planned.headers, traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01` };
  const isRouted = lab.throughGateway(subject, planned) !== undefined;
  const answer = await (isRouted ? lab.askGateway : lab.ask).call(lab, subject, { ...planned, headers });
  trial.saw(`${planned.method} ${planned.path}`, { traceId, answer: describeAnswer(answer) });
  if (!isOk(answer))
    return trial.fail({ en: `It answered ${answer.status}`, es: `Respondió ${answer.status}` });
  const hops = hopsOf(subject.service, { isRouted, isWrite: planned.method !== "GET" }, lab);
  const reader = await openTraceReader(await tracingUrl(lab), lab.signal);
  let spans: readonly StoredSpan[] = [];
  const missing = (): readonly Hop[] => hops.filter((hop) => !spans.some((span) => hop.is(span)));
  await lab.until(async () => {
    spans = await reader.trace(traceId);
    return missing().length === 0;
  }, arriveMs);
  trial.saw(
    "spans",
    spans.map(({ service, kind, name }) => `${service} ${kind} ${name}`),
  );
  const left = missing().map(({ name }) => name);
  if (left.length > 0) {
    trial.fail({
      en: `The trace did not come by: ${left.join(", ")}`,
      es: `La traza no pasó por: ${left.join(", ")}`,
    });
  }
  const names = hops.map(({ name }) => name).join(", ");
  trial.prove({
    en: `One trace of ${spans.length} spans: ${names}`,
    es: `Una sola traza de ${spans.length} spans: ${names}`,
  });
}

function hopsOf(
  { name, owns, publishes, form }: Service,
  how: { readonly isRouted: boolean; readonly isWrite: boolean },
  lab: Lab,
): readonly Hop[] {
  const hops: Hop[] = [{ name, is: (span) => span.service === name && span.kind === "server" }];
  if (how.isRouted) hops.unshift({ name: "gateway", is: ({ service }) => service === "gateway" });
  if (form === "lambda" || !how.isWrite) return hops;
  if (owns.database !== "none") {
    hops.push({
      name: "database",
      is: ({ service, attributes }) =>
        service === name && Object.keys(attributes).some((key) => /^db\./.test(key)),
    });
  }
  const created = publishes[0];
  if (created === undefined) return hops;
  hops.push({ name: "broker", is: ({ service, kind }) => service === name && kind === "producer" });
  for (const { service } of lab.options.subjects) {
    // The first that is published is what a write says at once; others come later, or never.
    if (!service.consumes.some((one) => one.event === created.event)) continue;
    hops.push({
      name: `consumer ${service.name}`,
      is: (span) => span.service === service.name && span.kind === "consumer",
    });
  }
  return hops;
}

async function tracingUrl(lab: Lab): Promise<string> {
  const instances = await lab.platform.engine.observe();
  const ports = instances.find(({ kind, owner }) => kind === "resource" && owner === "tracing")?.ports ?? {};
  return `http://127.0.0.1:${ports.ui ?? ports.otlp}`;
}
