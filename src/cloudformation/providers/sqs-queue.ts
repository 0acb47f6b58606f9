import type { QueueAttributeName, SQS } from "@aws-sdk/client-sqs";
import { equalJson, type Json, type JsonObject } from "../json.js";
import { deleted, isGoneNow } from "./gone.js";
import type { Made, ResourceProvider } from "./provider.js";
import { boolean, fixed, integer, json, tags, text } from "./shape.js";
import { changeTags, documentText, tagMap } from "./tags.js";

/** The properties that are attributes of the API. */
const attributes = {
  ...{ DelaySeconds: integer, MaximumMessageSize: integer, MessageRetentionPeriod: integer },
  ...{ ReceiveMessageWaitTimeSeconds: integer, VisibilityTimeout: integer, RedrivePolicy: json },
  ...{ RedriveAllowPolicy: json, KmsMasterKeyId: text, KmsDataKeyReusePeriodSeconds: integer },
  ...{ SqsManagedSseEnabled: boolean, ContentBasedDeduplication: boolean, DeduplicationScope: text },
  FifoThroughputLimit: text,
};

/** What the API has where a property is taken out of a template. */
const defaults: Readonly<Record<string, string>> = {
  ...{ DelaySeconds: "0", MaximumMessageSize: "262144", MessageRetentionPeriod: "345600" },
  ...{ ReceiveMessageWaitTimeSeconds: "0", VisibilityTimeout: "30", ContentBasedDeduplication: "false" },
  ...{ DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" },
};

export const queue: ResourceProvider = {
  type: "AWS::SQS::Queue",
  properties: { QueueName: fixed(text), FifoQueue: fixed(boolean), ...attributes, Tags: tags },
  attributes: ["Arn", "QueueName", "QueueUrl"],
  nameProperty: "QueueName",
  async create(properties, { clients, generatedName }) {
    const sqs = await clients.sqs();
    const suffix = properties.FifoQueue === true ? ".fifo" : "";
    const { QueueName: name = `${generatedName(80 - suffix.length)}${suffix}` } = properties;
    const fifo = properties.FifoQueue === true ? { FifoQueue: "true" } : {};
    const { QueueUrl: url = "" } = await sqs.createQueue({
      ...{ QueueName: String(name), Attributes: { ...attributesOf(properties), ...fifo } },
      tags: tagMap(properties),
    });
    return described(sqs, url);
  },
  async update({ physicalId: QueueUrl, properties: before }, properties, { clients }) {
    const sqs = await clients.sqs();
    const Attributes = Object.fromEntries(
      Object.keys(attributes)
        .filter((name) => !equalJson(before[name], properties[name]))
        .map((name) => [
          name,
          properties[name] === undefined ? (defaults[name] ?? "") : textOf(properties[name]),
        ]),
    );
    if (Object.keys(Attributes).length > 0) await sqs.setQueueAttributes({ QueueUrl, Attributes });
    await changeTags(before, properties, {
      set: (list) => sqs.tagQueue({ QueueUrl, Tags: tagMap({ Tags: list as unknown as Json }) }),
      remove: (TagKeys) => sqs.untagQueue({ QueueUrl, TagKeys }),
    });
    return described(sqs, QueueUrl);
  },
  async delete({ physicalId: QueueUrl }, { clients, until }) {
    const sqs = await clients.sqs();
    await deleted(sqs.deleteQueue({ QueueUrl }));
    await until(() => isGoneNow(sqs.getQueueAttributes({ QueueUrl })));
  },
};

function attributesOf(properties: JsonObject): Partial<Record<QueueAttributeName, string>> {
  const given = Object.keys(attributes).filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, textOf(properties[name])]));
}

function textOf(value: Json | undefined): string {
  return typeof value === "object" ? documentText(value) : String(value);
}

async function described(sqs: SQS, url: string): Promise<Made> {
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["QueueArn"] });
  const { QueueArn: arn = "" } = Attributes ?? {};
  return {
    physicalId: url,
    attributes: { Arn: arn, QueueName: arn.slice(arn.lastIndexOf(":") + 1), QueueUrl: url },
  };
}
