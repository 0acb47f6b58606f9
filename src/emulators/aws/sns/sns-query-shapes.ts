import {
  entryMap,
  memberList,
  type QueryFields,
  type QueryShapes,
  structure,
  text,
} from "../front/query-shape.js";

const attributes = entryMap(text);
const topic: QueryFields = { TopicArn: text };
const tags = memberList(structure({ Key: text, Value: text }));
const setting: QueryFields = { AttributeName: text, AttributeValue: text };
const subscriptions: QueryFields = {
  Subscriptions: memberList(
    structure({ SubscriptionArn: text, Owner: text, Protocol: text, Endpoint: text, TopicArn: text }),
  ),
  NextToken: text,
};
const published: QueryFields = {
  ...{ Message: text, Subject: text, MessageStructure: text, MessageDeduplicationId: text },
  MessageGroupId: text,
  MessageAttributes: entryMap(
    structure({ DataType: text, StringValue: text, BinaryValue: text }),
    ...(["Name", "Value"] as const),
  ),
};

const receipt: QueryFields = { MessageId: text, SequenceNumber: text };

/** The members of each operation in the query protocol, as the service's model spells them (Version 2010-03-31). */
export const snsQueryShapes: QueryShapes = {
  CreateTopic: { input: { Name: text, Attributes: attributes, Tags: tags }, output: topic },
  DeleteTopic: { input: topic },
  ListTopics: {
    input: { NextToken: text },
    output: { Topics: memberList(structure(topic)), NextToken: text },
  },
  GetTopicAttributes: { input: topic, output: { Attributes: attributes } },
  SetTopicAttributes: { input: { ...topic, ...setting } },
  TagResource: { input: { ResourceArn: text, Tags: tags }, output: {} },
  UntagResource: { input: { ResourceArn: text, TagKeys: memberList(text) }, output: {} },
  ListTagsForResource: { input: { ResourceArn: text }, output: { Tags: tags } },
  Subscribe: {
    input: { ...topic, Protocol: text, Endpoint: text, Attributes: attributes },
    output: { SubscriptionArn: text },
  },
  Unsubscribe: { input: { SubscriptionArn: text } },
  ListSubscriptions: { input: { NextToken: text }, output: subscriptions },
  ListSubscriptionsByTopic: { input: { ...topic, NextToken: text }, output: subscriptions },
  GetSubscriptionAttributes: { input: { SubscriptionArn: text }, output: { Attributes: attributes } },
  SetSubscriptionAttributes: { input: { SubscriptionArn: text, ...setting } },
  Publish: {
    input: { ...topic, TargetArn: text, PhoneNumber: text, ...published },
    output: receipt,
  },
  PublishBatch: {
    input: { ...topic, PublishBatchRequestEntries: memberList(structure({ Id: text, ...published })) },
    output: { Successful: memberList(structure({ Id: text, ...receipt })), Failed: memberList(text) },
  },
};
