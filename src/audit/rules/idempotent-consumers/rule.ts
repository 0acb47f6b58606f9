import { onNode, overFunctions } from "../../engine/over-functions.js";
import { at, failOn, manual, notApplicable, type Pointer, pass, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { dependsOn } from "../../evidence/package-references.js";
import {
  asynchronousKinds,
  batchKinds,
  type DeployedFunction,
} from "../../evidence/serverless/deployed-function.js";
import { type HandlerCode, handlerCode } from "../../evidence/serverless/handler-code.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const marks =
  /\b(?:makeIdempotent|makeHandlerIdempotent|IdempotencyConfig|idempotent)\s*\(|\[\s*Idempotent\b|\bIdempotency\s*\.\s*Configure\s*\(/g;
/** What the marks are of: a function of one's own may have the name, too. */
const utilities = /^(?:@aws-lambda-powertools\/idempotency|AWS\.Lambda\.Powertools\.Idempotency)$/;
const conditions =
  /attribute_not_exists\s*\(|\bon\s+conflict\s*(?:\(|do\b|on\b|where\b|$)|\binsert\s+ignore\b/i;
const tells = /(?:^|[._])(?:log|info|warn|error|debug|trace|fatal|write|Log\w*|WriteLine)$/;
/** What changes something: a table, a bucket, another system. */
const writes =
  /\bnew\s+(?:Put|Update|Delete|TransactWrite|BatchWrite)(?:Item|Items|Object)?Command\s*\(|\.\s*(?:PutItem|UpdateItem|DeleteItem|TransactWriteItems|SaveChanges|Save|PutObject)Async\s*\(|\.\s*insertInto\s*(?:<[^()]*>)?\(|\.\s*(?:put|update|transactWrite)\s*\(\s*\{[^}]*TableName/g;

/** MS-5: an event that is delivered twice is handled once. */
export const rule: Rule = {
  id: "idempotent-consumers",
  item: "MS-5",
  forms: ["lambda"],
  title: {
    en: "An event that is delivered twice is handled once",
    es: "Un evento que se entrega dos veces se procesa una vez",
  },
  severity: "high",
  waivable: true,
  section: "Comunicación Asíncrona",
  why: {
    en: "Queues, topics, streams and buses deliver at least once, and Lambda tries again: what is not idempotent charges a customer twice.",
    es: "Colas, temas, streams y buses entregan al menos una vez, y Lambda reintenta: lo que no es idempotente cobra dos veces a un cliente.",
  },
  fix: {
    en: "Write the event's id with a condition (attribute_not_exists) in the transaction that makes the change, or use the idempotency utility of Powertools.",
    es: "Escribe el id del evento con una condición (attribute_not_exists) en la transacción que hace el cambio, o usa la utilidad de idempotencia de Powertools.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions) => {
      const consumers = functions.filter(({ events }) =>
        events.some(({ kind }) => batchKinds.has(kind) || asynchronousKinds.has(kind)),
      );
      if (consumers.length === 0)
        return notApplicable({
          en: "No function is started by events",
          es: "Ninguna función se inicia por eventos",
        });
      const lost: Pointer[] = [];
      const guarded: Pointer[] = [];
      const problems = consumers.flatMap((one): Pointer[] => {
        const code = handlerCode(evidence, one);
        const guard = code && guardIn(code, evidence);
        if (!code)
          lost.push(
            onNode(one.node, {
              en: `${one.id}: its handler was not found`,
              es: `${one.id}: no se encontró su handler`,
            }),
          );
        if (guard) guarded.push(at(guard, { en: `guards ${one.id}`, es: `protege ${one.id}` }));
        const write = code?.files.flatMap((file) => file.find(writes)).find((hit) => code.runs(hit));
        return guard || !write ? [] : [at(write, unguarded(one))];
      });
      return failOn(
        problems,
        {
          en: "A change is made again when its event comes again",
          es: "Un cambio se repite cuando su evento vuelve",
        },
        () => {
          const [first, ...rest] = guarded;
          if (lost.length > 0)
            return manual(
              { en: "Not every handler was found", es: "No se encontraron todos los handlers" },
              ...lost,
            );
          return first
            ? pass({ en: "Events are handled once", es: "Los eventos se procesan una vez" }, first, ...rest)
            : notApplicable({ en: "No consumer changes anything", es: "Ningún consumidor cambia nada" });
        },
      );
    });
  },
};

function unguarded({ id }: DeployedFunction) {
  return {
    en: `${id} writes without a condition on the event`,
    es: `${id} escribe sin condición sobre el evento`,
  };
}

function guardIn(code: HandlerCode, evidence: ServiceEvidence): Hit | undefined {
  const hasUtility = dependsOn(evidence.packages, utilities);
  for (const file of code.files) {
    const guard = [...file.findLiterals(conditions), ...(hasUtility ? file.find(marks) : [])].find(
      (hit) => !isTold(hit) && code.runs(hit),
    );
    if (guard) return guard;
  }
  return undefined;
}

/** Whether a text stands in a log line: it speaks of a condition, and is none. */
function isTold({ file, offset }: Hit): boolean {
  const [call] = file.callsAround(offset);
  return call !== undefined && tells.test(call.callee);
}
