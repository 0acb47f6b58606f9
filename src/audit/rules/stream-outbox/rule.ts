import { onNode, overFunctions } from "../../engine/over-functions.js";
import { at, failOn, notApplicable, type Pointer, pass, type Rule } from "../../engine/rule.js";
import type { CodeFile, Hit } from "../../evidence/code-file.js";
import type { DeployedFunction } from "../../evidence/serverless/deployed-function.js";
import { handlerCode } from "../../evidence/serverless/handler-code.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const publishes =
  /\bnew\s+(?:PutEvents|Publish|PublishBatch)Command\s*\(|\.\s*(?:putEvents|PutEventsAsync|PublishAsync)\s*\(/g;
const writes =
  /\bnew\s+(?:Put|Update|Delete|TransactWrite|BatchWrite)(?:Item|Items)?Command\s*\(|\bnew\s+(?:BatchExecuteStatement|ExecuteStatement|ExecuteTransaction)Command\s*\(|\.\s*(?:PutItem|UpdateItem|DeleteItem|TransactWriteItems|Save)Async\s*\(/g;

/** MS-4: events leave through the table's stream, so that a change and its event are true together. */
export const rule: Rule = {
  id: "stream-outbox",
  item: "MS-4",
  forms: ["lambda"],
  title: {
    en: "Events leave through the table's stream, not beside the write",
    es: "Los eventos salen por el stream de la tabla, no junto a la escritura",
  },
  severity: "high",
  waivable: true,
  section: "Comunicación Asíncrona",
  why: {
    en: "A function that writes to its table and then publishes loses the event when it stops between the two.",
    es: "Una función que escribe en su tabla y luego publica pierde el evento si se detiene entre ambas cosas.",
  },
  fix: {
    en: "Store the event in the transaction that makes it true, and let a function that reads the table's stream publish it.",
    es: "Guarda el evento en la transacción que lo hace cierto, y que lo publique una función que lee el stream de la tabla.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions) => {
      const found = functions.map((deployed) => publishingOf(evidence, deployed));
      const problems = found.flatMap(({ deployed, publish, isRelay, code }) => {
        const write = publish && !isRelay ? first(code, writes) : undefined;
        return publish && write ? [said(publish, deployed), said(write, deployed)] : [];
      });
      const relays = found.flatMap(({ publish, deployed, isRelay }): Pointer[] =>
        publish && isRelay
          ? [
              onNode(deployed.node, { en: `${deployed.id} relays`, es: `${deployed.id} retransmite` }),
              at(publish, { en: "publishes here", es: "publica aquí" }),
            ]
          : [],
      );
      const others = found.flatMap(({ publish }) =>
        publish
          ? [
              at(publish, {
                en: "publishes, and writes to no table",
                es: "publica, y no escribe en ninguna tabla",
              }),
            ]
          : [],
      );
      return failOn(
        problems,
        { en: "A change and its event can part", es: "Un cambio y su evento se pueden separar" },
        () => {
          const [place, ...rest] = relays.length > 0 ? relays : others;
          return place
            ? pass(
                {
                  en: "Events leave after the change is certain",
                  es: "Los eventos salen cuando el cambio es seguro",
                },
                place,
                ...rest,
              )
            : notApplicable({ en: "Publishes no events", es: "No publica eventos" });
        },
      );
    });
  },
};

function said(hit: Hit, { id }: DeployedFunction): Pointer {
  return at(hit, { en: `${id} writes and publishes`, es: `${id} escribe y publica` });
}

function publishingOf(evidence: ServiceEvidence, deployed: DeployedFunction) {
  const code = handlerCode(evidence, deployed)?.files ?? [];
  const { events } = deployed;
  const isRelay = events.length > 0 && events.every(({ kind }) => kind === "table-stream");
  return { deployed, code, isRelay, publish: first(code, publishes) ?? renamed(code) };
}

const asAnotherName = /\b(?:PutEvents|Publish|PublishBatch)Command\s+as\s+(\w+)/;

/** A command that is imported under another name. */
function renamed(code: readonly CodeFile[]): Hit | undefined {
  for (const file of code) {
    if (!file.mayHold(asAnotherName)) continue;
    const name = asAnotherName.exec(file.code)?.[1];
    const [hit] = name === undefined ? [] : file.find(new RegExp(`\\bnew\\s+${name}\\s*\\(`, "g"));
    if (hit) return hit;
  }
  return undefined;
}

function first(code: readonly CodeFile[], pattern: RegExp): Hit | undefined {
  for (const file of code) {
    const [hit] = file.find(pattern);
    if (hit) return hit;
  }
  return undefined;
}
