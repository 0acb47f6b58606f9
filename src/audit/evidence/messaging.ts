import type { CodeFile, Hit } from "./code-file.js";
import { dependsOn } from "./package-references.js";
import type { ServiceEvidence } from "./service-evidence.js";

const brokers =
  /^(?:amqplib|rascal|amqp-connection-manager|rhea|kafkajs|RabbitMQ\.Client|MassTransit(?:\..*)?|EasyNetQ|NServiceBus|Wolverine.*|WolverineFx.*|Confluent\.Kafka)$/;

const typescriptPublish =
  /\b[\w$#]*(?:[cC]hannel|[bB]roker|[pP]ublisher|[bB]us|[eE]xchange|[pP]roducer)[\w$]*\s*\.\s*(?:publish|sendToQueue|send)\s*(?:<[^()]*>)?\(/g;
const csharpPublish =
  /\b\w*(?:[cC]hannel|[bB]us|[pP]ublisher|[eE]ndpoint|[pP]roducer|[mM]odel)\w*\s*\.\s*(?:BasicPublish(?:Async)?|Publish(?:Async)?|ProduceAsync)\s*(?:<[^()]*>)?\(/g;
const consume =
  /\.\s*(?:consume|subscribe|BasicConsume(?:Async)?|ReceiveEndpoint|AddConsumer|ConfigureConsumer)\s*(?:<[^()]*>)?\(/g;

/** Whether the service talks to a message broker, told from its dependencies. */
export function usesBroker(evidence: ServiceEvidence): boolean {
  return dependsOn(evidence.packages, brokers);
}

/** Where production code hands a message to the broker. */
export function brokerPublishes(evidence: ServiceEvidence): readonly Hit[] {
  if (!usesBroker(evidence)) return [];
  return evidence.code.flatMap((file) =>
    file.find(file.language === "csharp" ? csharpPublish : typescriptPublish),
  );
}

/** Where production code takes messages from the broker. */
export function brokerConsumes(evidence: ServiceEvidence): readonly Hit[] {
  if (!usesBroker(evidence)) return [];
  return evidence.code
    .filter((file) => /amqp|rabbit|kafka|masstransit|assertQueue|queue/i.test(file.raw))
    .flatMap((file) => file.find(consume));
}

/**
 * Whether the function or class a place stands in is used anywhere in live production code; a place outside any
 * function counts as used.
 */
export function isInUse(evidence: ServiceEvidence, file: CodeFile, offset: number): boolean {
  const owner = file.functionAround(offset);
  const type = classAround(file, offset);
  const name = type ?? owner?.name.replace(/^#/, "");
  if (!name) return true;
  const word = new RegExp(`(?<![\\w$])${name.replace(/\$/g, "\\$")}(?![\\w$])\\s*(?=[<(,)\\]};.]|$)`, "gm");
  return evidence.code.some((other) =>
    other.find(word).some((hit) => {
      const before = other.code.slice(Math.max(0, hit.offset - 400), hit.offset);
      const declares =
        /\b(?:function|class|interface|type)\s+$/.test(before) ||
        (other === file && hit.offset === owner?.nameAt);
      return !declares && !/\b(?:import|export)\s+(?:type\s+)?\{[^}]*$/.test(before);
    }),
  );
}

function classAround(file: CodeFile, offset: number): string | undefined {
  const candidates = [...file.code.matchAll(/\bclass\s+([\w$]+)[^{;]*\{/g)].filter((match) => {
    const open = match.index + match[0].length - 1;
    const body = file.brackets.find((bracket) => bracket.open === open);
    return body !== undefined && body.open < offset && offset < body.close;
  });
  return candidates.at(-1)?.[1];
}
