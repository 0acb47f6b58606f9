import type { Hit } from "./code-file.js";
import type { CodeText, Match } from "./code-text.js";
import { marked } from "./marked-pattern.js";
import { dependsOn } from "./package-references.js";
import type { ServiceEvidence } from "./service-evidence.js";

const brokers =
  /^(?:amqplib|rascal|amqp-connection-manager|rhea|kafkajs|RabbitMQ\.Client|MassTransit(?:\..*)?|EasyNetQ|NServiceBus|Wolverine.*|WolverineFx.*|Confluent\.Kafka)$/;

const typescriptPublish = marked(
  ["publish", "send"],
  /\b[\w$#]*(?:[cC]hannel|[bB]roker|[pP]ublisher|[bB]us|[eE]xchange|[pP]roducer)[\w$]*\s*\.\s*(?:publish|sendToQueue|send)\s*(?:<[^()]*>)?\(/g,
);
const csharpPublish =
  /\b\w*(?:[cC]hannel|[bB]us|[pP]ublisher|[eE]ndpoint|[pP]roducer|[mM]odel)\w*\s*\.\s*(?:BasicPublish(?:Async)?|Publish(?:Async)?|ProduceAsync)\s*(?:<[^()]*>)?\(/g;
const consume =
  /\.\s*(?:consume|subscribe|BasicConsume(?:Async)?|ReceiveEndpoint|AddConsumer|ConfigureConsumer)\s*(?:<[^()]*>)?\(/g;

const queueWords = /amqp|rabbit|kafka|masstransit|queue/i;

const awsPublish =
  /\bnew\s+(?:PutEvents|Publish|PublishBatch)Command\s*\(|\.\s*(?:putEvents|PutEventsAsync)\s*\(/g;
const awsClients =
  /^(?:@aws-sdk\/client-(?:eventbridge|sns)|aws-sdk|AWSSDK\.(?:EventBridge|SimpleNotificationService))$/;

/** Where production code puts an event on AWS's bus or a topic. */
export function awsPublishes(evidence: ServiceEvidence): readonly Hit[] {
  return dependsOn(evidence.packages, awsClients) ? evidence.find(awsPublish) : [];
}

/** Whether the service talks to a message broker, told from its dependencies. */
export function usesBroker(evidence: ServiceEvidence): boolean {
  return dependsOn(evidence.packages, brokers);
}

/** Where production code hands a message to the broker. */
export function brokerPublishes(evidence: ServiceEvidence): readonly Hit[] {
  if (!usesBroker(evidence)) return [];
  return evidence
    .filesWith([csharpPublish, typescriptPublish])
    .flatMap((file) => file.find(file.language === "csharp" ? csharpPublish : typescriptPublish));
}

/** Where production code takes messages from the broker. */
export function brokerConsumes(evidence: ServiceEvidence): readonly Hit[] {
  if (!usesBroker(evidence)) return [];
  return evidence
    .filesWith([consume])
    .flatMap((file) => file.text.fact(consumesIn).map((match) => file.hit(match)));
}

function consumesIn(text: CodeText): readonly Match[] {
  return text.findAmong(consume, () => text.mayHold(queueWords));
}
