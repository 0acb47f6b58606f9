import {
  boolean,
  flatList,
  flatMap,
  integer,
  type QueryFields,
  type QueryShapes,
  structure,
  text,
} from "../front/query-shape.js";

const queueUrl: QueryFields = { QueueUrl: text };
const attributes = flatMap("Attribute", text);
const tags = flatMap("Tag", text, "Key");
const page: QueryFields = { MaxResults: integer, NextToken: text };
const messageAttribute = structure({ DataType: text, StringValue: text, BinaryValue: text });

const sent: QueryFields = {
  MessageBody: text,
  DelaySeconds: integer,
  MessageAttributes: flatMap("MessageAttribute", messageAttribute),
  MessageSystemAttributes: flatMap("MessageSystemAttribute", messageAttribute),
  MessageDeduplicationId: text,
  MessageGroupId: text,
};
const receipt: QueryFields = {
  ...{ MD5OfMessageBody: text, MD5OfMessageAttributes: text },
  ...{ MD5OfMessageSystemAttributes: text, MessageId: text },
  SequenceNumber: text,
};
const failed = flatList(
  "BatchResultErrorEntry",
  structure({ Id: text, SenderFault: boolean, Code: text, Message: text }),
);

function batch(name: string, entry: QueryFields, result: QueryFields = {}): QueryShapes[string] {
  return {
    input: { ...queueUrl, Entries: flatList(`${name}RequestEntry`, structure({ Id: text, ...entry })) },
    output: {
      Successful: flatList(`${name}ResultEntry`, structure({ Id: text, ...result })),
      Failed: failed,
    },
  };
}

/** The members of each operation in the query protocol, as the service's model spells them (Version 2012-11-05). */
export const sqsQueryShapes: QueryShapes = {
  CreateQueue: { input: { QueueName: text, Attributes: attributes, tags }, output: queueUrl },
  DeleteQueue: { input: queueUrl },
  GetQueueUrl: { input: { QueueName: text, QueueOwnerAWSAccountId: text }, output: queueUrl },
  ListQueues: {
    input: { QueueNamePrefix: text, ...page },
    output: { QueueUrls: flatList("QueueUrl", text), NextToken: text },
  },
  ListDeadLetterSourceQueues: {
    input: { ...queueUrl, ...page },
    output: { queueUrls: flatList("QueueUrl", text), NextToken: text },
  },
  GetQueueAttributes: {
    input: { ...queueUrl, AttributeNames: flatList("AttributeName", text) },
    output: { Attributes: attributes },
  },
  SetQueueAttributes: { input: { ...queueUrl, Attributes: attributes } },
  PurgeQueue: { input: queueUrl },
  TagQueue: { input: { ...queueUrl, Tags: tags } },
  UntagQueue: { input: { ...queueUrl, TagKeys: flatList("TagKey", text) } },
  ListQueueTags: { input: queueUrl, output: { Tags: tags } },
  SendMessage: { input: { ...queueUrl, ...sent }, output: receipt },
  SendMessageBatch: batch("SendMessageBatch", sent, receipt),
  ReceiveMessage: {
    input: {
      ...queueUrl,
      AttributeNames: flatList("AttributeName", text),
      MessageAttributeNames: flatList("MessageAttributeName", text),
      ...{ MaxNumberOfMessages: integer, VisibilityTimeout: integer, WaitTimeSeconds: integer },
      ReceiveRequestAttemptId: text,
    },
    output: {
      Messages: flatList(
        "Message",
        structure({
          ...{ MessageId: text, ReceiptHandle: text, MD5OfBody: text, Body: text, Attributes: attributes },
          MD5OfMessageAttributes: text,
          MessageAttributes: flatMap("MessageAttribute", messageAttribute),
        }),
      ),
    },
  },
  StartMessageMoveTask: {
    input: { SourceArn: text, DestinationArn: text, MaxNumberOfMessagesPerSecond: integer },
    output: { TaskHandle: text },
  },
  ListMessageMoveTasks: {
    input: { SourceArn: text, MaxResults: integer },
    output: {
      Results: flatList(
        "ListMessageMoveTasksResultEntry",
        structure({
          ...{ TaskHandle: text, Status: text, SourceArn: text, DestinationArn: text, FailureReason: text },
          ...{ MaxNumberOfMessagesPerSecond: integer, ApproximateNumberOfMessagesMoved: integer },
          ...{ ApproximateNumberOfMessagesToMove: integer, StartedTimestamp: integer },
        }),
      ),
    },
  },
  CancelMessageMoveTask: {
    input: { TaskHandle: text },
    output: { ApproximateNumberOfMessagesMoved: integer },
  },
  DeleteMessage: { input: { ...queueUrl, ReceiptHandle: text } },
  DeleteMessageBatch: batch("DeleteMessageBatch", { ReceiptHandle: text }),
  ChangeMessageVisibility: { input: { ...queueUrl, ReceiptHandle: text, VisibilityTimeout: integer } },
  ChangeMessageVisibilityBatch: batch("ChangeMessageVisibilityBatch", {
    ...{ ReceiptHandle: text, VisibilityTimeout: integer },
  }),
};
