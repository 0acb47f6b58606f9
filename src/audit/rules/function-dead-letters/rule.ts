import type { Json } from "../../../cloudformation/json.js";
import { onNode, overFunctions } from "../../engine/over-functions.js";
import { failOn, manual, notApplicable, type Pointer, pass, type Rule } from "../../engine/rule.js";
import type { ConfigNode } from "../../evidence/serverless/config-node.js";
import {
  asynchronousKinds,
  batchKinds,
  type DeployedFunction,
  type FunctionEvent,
} from "../../evidence/serverless/deployed-function.js";
import type { Infrastructure, Stack } from "../../evidence/serverless/infrastructure.js";
import {
  leadsSomewhere,
  possibleNumbers,
  possibleValues,
  referredIds,
} from "../../evidence/serverless/possible-values.js";

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
  if (batchKinds.has(event.kind)) return [fateOfStream(deployed, event, infrastructure)];
  if (!asynchronousKinds.has(event.kind)) return [];
  const { id, onFailure } = deployed;
  return [
    onFailure && keeps(onFailure, deployed.root, infrastructure)
      ? kept(onFailure, id)
      : {
          kind: "lost",
          place: onNode(onFailure ?? event.node, {
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
  const receives = redrive?.get("maxReceiveCount");
  const isCounted = receives !== undefined && mayBeBounded(receives, root, 1);
  if (redrive && target && isCounted && isTarget(target.value, root, stack, queue.id))
    return kept(redrive, queue.id);
  return {
    kind: "lost",
    place: onNode(redrive ?? queue.node, {
      en: `${queue.id} has no dead-letter queue`,
      es: `${queue.id} no tiene cola de descarte`,
    }),
  };
}

function fateOfStream(
  { id, root }: DeployedFunction,
  event: FunctionEvent,
  infrastructure: Infrastructure,
): Fate {
  const set = event.setting("DestinationConfig.OnFailure");
  const destination = set && keeps(set, root, infrastructure) ? set : undefined;
  const attempts = event.setting("MaximumRetryAttempts");
  const age = event.setting("MaximumRecordAgeInSeconds");
  const bounded = [attempts, age].some((one) => one && mayBeBounded(one, root, 0));
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

/** Whether a setting is a number in every stage, none below the least: `-1` and a word are no bound. */
function mayBeBounded(node: ConfigNode, root: ConfigNode, least: number): boolean {
  const { values, unknown } = possibleValues(node, root);
  const numbers = possibleNumbers(node, root);
  return (
    numbers.length === values.length &&
    numbers.every((one) => one >= least) &&
    (unknown || numbers.length > 0)
  );
}

/** Whether a dead-letter queue or destination is one: in all spellings of SAM, CloudFormation and the Serverless Framework. */
function keeps(node: ConfigNode, root: ConfigNode, { stacks }: Infrastructure): boolean {
  // the Serverless Framework also takes the name of a function beside it
  if (node.text !== undefined && root.get("functions", node.text)) return true;
  const stack = stacks.find(({ file }) => file === root.file);
  const target = node.first("TargetArn", "Destination", "arn", "ref");
  // SAM makes the queue or the topic itself where it only has the type
  if (!target && /^(?:SQS|SNS)$/.test(node.get("Type")?.text ?? ""))
    return node.get("Destination") === undefined;
  return isTarget(target?.value ?? node.value, root, stack);
}

/** What can keep an event that failed. */
const keeper =
  /^AWS::(?:SQS::Queue|SNS::Topic|Serverless::SimpleTable|Lambda::Function|Serverless::Function|Events::EventBus|S3::Bucket)$/;

/** What a nested stack makes is described elsewhere. */
const nested = /^AWS::(?:CloudFormation::Stack|Serverless::Application)$/;

/** Whether an ARN leads to something that is there and keeps events, as far as the template tells; a queue is not its own. */
function isTarget(value: Json, root: ConfigNode, stack: Stack | undefined, queueId?: string): boolean {
  if (!leadsSomewhere(value)) return false;
  return [...referredIds(value)].every((id) => {
    if (id === queueId) return false;
    if (id.startsWith("AWS::") || root.get("Parameters", id)) return true;
    const resource = stack?.resources.get(id);
    if (!resource) return false;
    if (nested.test(resource.type)) return true;
    return queueId === undefined ? keeper.test(resource.type) : resource.type === "AWS::SQS::Queue";
  });
}

function kept(node: Parameters<typeof onNode>[0], id: string): Fate {
  return { kind: "kept", place: onNode(node, { en: `kept for ${id}`, es: `se guardan para ${id}` }) };
}
