import type { TopicPublisher } from "../../sns/topic-publisher.js";
import type { MessageAttributes } from "../../sqs/message-attributes.js";
import { newMessage } from "../../sqs/new-message.js";
import type { Queues } from "../../sqs/queues.js";
import { notApplied } from "../lambda-error.js";

/** Sends what became of an event to where a function's or a mapping's settings say. */
export class Destinations {
  constructor(
    private readonly parts: {
      readonly queues: Queues;
      readonly topics: TopicPublisher;
      enqueue(functionArn: string, payload: Buffer): boolean;
    },
  ) {}

  /** To a queue, a topic or a function. A target that is gone takes nothing, as in AWS. */
  send(targetArn: string, body: string, attributes: MessageAttributes = {}): void {
    const { queues, topics } = this.parts;
    const [, , service, , account = ""] = targetArn.split(":");
    if (service === "sns") topics.publish(targetArn, body);
    else if (service === "lambda") this.parts.enqueue(targetArn, Buffer.from(body));
    else {
      const queue = queues.find(targetArn);
      if (queue === undefined) return;
      queues.send(queue, newMessage(body, attributes, account), queue.number("DelaySeconds"));
    }
  }
}

/** @throws AwsError for a kind of target that is not emulated */
export function checkDestination(arn: string, services: readonly string[]): string {
  const [, , service = ""] = arn.split(":");
  if (!services.includes(service)) throw notApplied(`The destination ${arn}`);
  return arn;
}
