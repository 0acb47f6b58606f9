import type { TopicPublisher } from "../../sns/topic-publisher.js";
import { deliverMessage } from "../../sqs/deliver-message.js";
import type { MessageAttributes } from "../../sqs/message-attributes.js";
import { newMessage } from "../../sqs/new-message.js";
import type { Queues } from "../../sqs/queues.js";
import { invalidParameter, notApplied } from "../lambda-error.js";

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
    else deliverMessage(queues, targetArn, newMessage(body, attributes, account));
  }
}

/** @throws AwsError for a kind of target that is not emulated, or that is FIFO */
export function checkDestination(arn: string, services: readonly string[]): string {
  const [, , service = ""] = arn.split(":");
  if (!services.includes(service)) throw notApplied(`The destination ${arn}`);
  // What is sent there has no group.
  if (arn.endsWith(".fifo"))
    throw invalidParameter(`The destination ${arn} must not be a FIFO queue or topic`);
  return arn;
}
