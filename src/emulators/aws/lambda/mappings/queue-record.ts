import type { Message } from "../../sqs/message.js";
import { md5OfAttributes } from "../../sqs/message-attributes.js";
import type { Queue } from "../../sqs/queue.js";
import { receiptHandle } from "../../sqs/receipt-handle.js";

/** A message as functions get it. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function queueRecord(queue: Queue, message: Message): Readonly<Record<string, unknown>> {
  const attributes: Record<string, string | number | undefined> = {
    ApproximateReceiveCount: message.receiveCount,
    AWSTraceHeader: message.traceHeader,
    SentTimestamp: message.sentAt,
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: message.firstReceivedAt,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    DeadLetterQueueSourceArn: message.deadLetterSource,
  };
  const told = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const md5 = md5OfAttributes(message.attributes);
  return {
    ...{ messageId: message.id, receiptHandle: receiptHandle(queue, message), body: message.body },
    attributes: Object.fromEntries(told.map(([name, value]) => [name, String(value)])),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
          ...{ stringListValues: [], binaryListValues: [], dataType: DataType },
        },
      ]),
    ),
    ...(md5 !== undefined && { md5OfMessageAttributes: md5 }),
    ...{ md5OfBody: message.md5, eventSource: "aws:sqs", eventSourceARN: queue.arn },
    awsRegion: queue.settings.region,
  };
}
