import type { MessageAttributes } from "../sqs/message-attributes.js";

/** A message that was published to a topic. */
export interface Publication {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string;
  /** For every protocol that has no message of its own. */
  readonly message: string;
  readonly byProtocol: Readonly<Record<string, string>>;
  readonly attributes: MessageAttributes;
  readonly signatureVersion: string;
  /** Always there in a FIFO topic, as are the next two. */
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
}
