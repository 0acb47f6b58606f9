import { onNode, overFunctions } from "../../engine/over-functions.js";
import { failOn, manual, notApplicable, type Pointer, pass, type Rule } from "../../engine/rule.js";
import {
  asynchronousKinds,
  batchKinds,
  type DeployedFunction,
  type FunctionEvent,
} from "../../evidence/serverless/deployed-function.js";
import type { Infrastructure } from "../../evidence/serverless/infrastructure.js";
import { possibleNumbers, referredIds } from "../../evidence/serverless/possible-values.js";

type Fate =
  | { readonly kind: "kept" | "lost"; readonly place: Pointer }
  /** The queue is described elsewhere. */
  | { readonly kind: "unknown"; readonly place: Pointer };

/** MS-4: an event that a function cannot handle is kept. */
export const rule: Rule = {
  id: "function-dead-letters",
  item: "MS-4",
  forms: ["lambda"],
  title: {
    en: "Events that a function cannot handle are kept in a dead-letter queue",
    es: "Los eventos que una función no puede procesar se guardan en una cola de descarte",
  },
  severity: "high",
  waivable: true,
  section: "Asíncrona (Event-Driven)",
  why: {
    en: "After its attempts Lambda drops an event, and nobody knows it was there; a stream's batch that always fails holds up its shard until it expires.",
    es: "Después de sus intentos Lambda descarta un evento, y nadie sabe que existió; un lote de un stream que siempre falla detiene su shard hasta que vence.",
  },
  fix: {
    en: "Queues: a RedrivePolicy. Streams: MaximumRetryAttempts and an OnFailure destination. Everything else: EventInvokeConfig with OnFailure, or DeadLetterQueue.",
    es: "Colas: una RedrivePolicy. Streams: MaximumRetryAttempts y un destino OnFailure. Todo lo demás: EventInvokeConfig con OnFailure, o DeadLetterQueue.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions, infrastructure) => {
      const fates = functions.flatMap((deployed) =>
        deployed.events.flatMap((event) => fateOf(deployed, event, infrastructure)),
      );
      const [first] = fates;
      if (!first)
        return notApplicable({
          en: "No function is started by events",
          es: "Ninguna función se inicia por eventos",
        });
      const of = (kind: Fate["kind"]) => fates.filter((one) => one.kind === kind).map(({ place }) => place);
      const unknown = of("unknown");
      return failOn(
        of("lost"),
        { en: "An event that fails is lost", es: "Un evento que falla se pierde" },
        () =>
          unknown.length > 0
            ? manual(
                { en: "A queue is described elsewhere", es: "Una cola se describe en otro lugar" },
                ...unknown,
              )
            : pass(
                { en: "Events that fail are kept", es: "Los eventos que fallan se guardan" },
                first.place,
                ...of("kept").slice(1),
              ),
      );
    });
  },
};

function fateOf(
  deployed: DeployedFunction,
  event: FunctionEvent,
  infrastructure: Infrastructure,
): readonly Fate[] {
  if (event.kind === "queue") return [fateOfQueue(deployed, event, infrastructure)];
  if (batchKinds.has(event.kind)) return [fateOfStream(deployed, event)];
  if (!asynchronousKinds.has(event.kind)) return [];
  const { id, onFailure } = deployed;
  return [
    onFailure
      ? kept(onFailure, id)
      : {
          kind: "lost",
          place: onNode(event.node, {
            en: `${id}: dropped after the last attempt`,
            es: `${id}: se descarta tras el último intento`,
          }),
        },
  ];
}

function fateOfQueue(
  { id, root }: DeployedFunction,
  { source, node }: FunctionEvent,
  { stacks }: Infrastructure,
): Fate {
  const stack = stacks.find(({ file }) => file === root.file);
  const [queueId] = [...referredIds(source?.value ?? null)].filter((one) => stack?.resources.has(one));
  const queue = stack?.resources.get(queueId ?? "");
  if (!queue)
    return {
      kind: "unknown",
      place: onNode(node, {
        en: `${id}: is its queue's RedrivePolicy set?`,
        es: `${id}: ¿tiene su cola una RedrivePolicy?`,
      }),
    };
  const redrive = queue.properties?.get("RedrivePolicy");
  const target = redrive?.get("deadLetterTargetArn");
  const missing = [...referredIds(target?.value ?? null)].find(
    (one) => !stack?.resources.has(one) && !one.startsWith("AWS::"),
  );
  if (redrive && target && (missing === undefined || root.get("Parameters", missing)))
    return kept(redrive, queue.id);
  return {
    kind: "lost",
    place: onNode(redrive ?? queue.node, {
      en: `${queue.id} has no dead-letter queue`,
      es: `${queue.id} no tiene cola de descarte`,
    }),
  };
}

function fateOfStream({ id, root }: DeployedFunction, event: FunctionEvent): Fate {
  const destination = event.setting("DestinationConfig.OnFailure");
  const attempts = event.setting("MaximumRetryAttempts");
  const age = event.setting("MaximumRecordAgeInSeconds");
  const bounded = [attempts, age].some(
    (one) => one && possibleNumbers(one, root).every((number) => number >= 0),
  );
  if (destination && bounded) return kept(destination, id);
  const note = destination
    ? {
        en: `${id}: MaximumRetryAttempts is not set, so a batch is tried until it expires`,
        es: `${id}: sin MaximumRetryAttempts un lote se reintenta hasta que vence`,
      }
    : {
        en: `${id}: a batch that is given up goes nowhere`,
        es: `${id}: un lote descartado no va a ninguna parte`,
      };
  return { kind: "lost", place: onNode(event.node, note) };
}

function kept(node: Parameters<typeof onNode>[0], id: string): Fate {
  return { kind: "kept", place: onNode(node, { en: `kept for ${id}`, es: `se guardan para ${id}` }) };
}
