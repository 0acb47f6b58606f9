import { onNode, overFunctions } from "../../engine/over-functions.js";
import { failOn, manual, notApplicable, type Pointer, pass, type Rule } from "../../engine/rule.js";
import type { ConfigNode } from "../../evidence/serverless/config-node.js";
import type { DeployedFunction, FunctionEvent } from "../../evidence/serverless/deployed-function.js";
import type { Infrastructure, Resource } from "../../evidence/serverless/infrastructure.js";
import {
  isComputed,
  namePattern,
  possibleNumbers,
  referredIds,
} from "../../evidence/serverless/possible-values.js";

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html, "Configuring a queue to use with Lambda" */
const factor = 6;
/** Of SQS, when a queue says nothing. */
const usualSeconds = 30;
/** Of Lambda and of the Serverless Framework, when a function says nothing. */
const usualTimeout = { template: 3, serverless: 6 } as const;

interface Read {
  readonly deployed: DeployedFunction;
  readonly event: FunctionEvent;
  readonly queue: Resource;
  readonly kind: keyof typeof usualTimeout;
}

/** SL-3: a message is not given out again while a function still works on it. */
export const rule: Rule = {
  id: "queue-visibility",
  item: "SL-3",
  title: {
    en: "Queues hide a message for six times its function's time limit",
    es: "Las colas ocultan un mensaje por seis veces el límite de su función",
  },
  severity: "medium",
  waivable: true,
  section: "Desventajas",
  why: {
    en: "A message that becomes visible again while it is still worked on, or waits for a throttled function, is handled twice or given up too early.",
    es: "Un mensaje que vuelve a ser visible mientras se procesa, o mientras espera a una función limitada, se procesa dos veces o se descarta antes de tiempo.",
  },
  fix: {
    en: "Set the queue's VisibilityTimeout to at least six times the function's Timeout, plus MaximumBatchingWindowInSeconds.",
    es: "Configura el VisibilityTimeout de la cola en al menos seis veces el Timeout de la función, más MaximumBatchingWindowInSeconds.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions, infrastructure) => {
      const reads = functions.flatMap((one) => queuesOf(one, infrastructure));
      const [first, ...rest] = reads;
      if (!first)
        return notApplicable({
          en: "No function reads a queue of its own",
          es: "Ninguna función lee una cola propia",
        });
      const unknown = reads.flatMap(unreadable).map(([node]) => noNumber(node));
      return failOn(
        reads.flatMap(problemOf),
        {
          en: "A queue gives a message out again too early",
          es: "Una cola vuelve a entregar un mensaje demasiado pronto",
        },
        () =>
          unknown.length > 0
            ? manual(
                { en: "Only the deployment says for how long", es: "Solo el despliegue dice por cuánto" },
                ...unknown,
              )
            : pass(
                {
                  en: "Messages stay hidden long enough",
                  es: "Los mensajes quedan ocultos el tiempo suficiente",
                },
                place(first),
                ...rest.map(place),
              ),
      );
    });
  },
};

function place({ deployed, queue }: Read): Pointer {
  const node = queue.properties?.get("VisibilityTimeout") ?? queue.node;
  return onNode(node, {
    en: `${queue.id}, read by ${deployed.id}`,
    es: `${queue.id}, la lee ${deployed.id}`,
  });
}

function queuesOf(deployed: DeployedFunction, { stacks }: Infrastructure): readonly Read[] {
  return deployed.events
    .filter(({ kind }) => kind === "queue")
    .flatMap((event) =>
      idsOf(event, stacks).flatMap((id) => {
        const stack = stacks.find(({ file, resources }) => file === deployed.root.file && resources.has(id));
        const queue = stack?.resources.get(id);
        return stack && queue?.type === "AWS::SQS::Queue"
          ? [{ deployed, event, queue, kind: stack.kind }]
          : [];
      }),
    );
}

/** The logical ids that an event's source refers to, and of queues that it names. */
function idsOf({ source }: FunctionEvent, stacks: Infrastructure["stacks"]): readonly string[] {
  const name = namePattern(source?.value)?.split(/[:/]/).at(-1);
  const named = stacks.flatMap(({ resources }) =>
    [...resources.values()].filter(
      ({ properties }) => name !== undefined && namePattern(properties?.get("QueueName")?.value) === name,
    ),
  );
  return [...new Set([...referredIds(source?.value ?? null), ...named.map(({ id }) => id)])];
}

/** What should be a number, and is none in any stage; a parameter that only the deployment sets is not known. */
function unreadable({
  deployed,
  event,
  queue,
}: Read): readonly (readonly [node: ConfigNode, isKnown: boolean])[] {
  const { timeout, root } = deployed;
  const settings = [
    timeout,
    event.setting("MaximumBatchingWindowInSeconds"),
    queue.properties?.get("VisibilityTimeout"),
  ];
  return settings.flatMap((node) => {
    if (!node || possibleNumbers(node, root).length > 0) return [];
    return [[node, !isComputed(node)] as const];
  });
}

function noNumber(node: ConfigNode): Pointer {
  return onNode(node, { en: "no number of seconds", es: "no es un número de segundos" });
}

function problemOf(read: Read): readonly Pointer[] {
  const { deployed, event, queue, kind } = read;
  const { root, timeout } = deployed;
  const wrong = unreadable(read).flatMap(([node, isKnown]) => (isKnown ? [noNumber(node)] : []));
  if (wrong.length > 0) return wrong;
  const numbers = (node: typeof timeout, usual: number): readonly number[] =>
    node ? possibleNumbers(node, root) : [usual];
  const longest = Math.max(...numbers(timeout, usualTimeout[kind]), 0);
  const window = Math.max(...numbers(event.setting("MaximumBatchingWindowInSeconds"), 0), 0);
  const hidden = numbers(queue.properties?.get("VisibilityTimeout"), usualSeconds);
  const wanted = longest * factor + window;
  const shortest = Math.min(...hidden);
  if (hidden.length === 0 || shortest >= wanted) return [];
  return [
    onNode(queue.properties?.get("VisibilityTimeout") ?? queue.node, {
      en: `${queue.id}: ${shortest} s, but ${deployed.id} needs ${wanted} s`,
      es: `${queue.id}: ${shortest} s, pero ${deployed.id} necesita ${wanted} s`,
    }),
  ];
}
