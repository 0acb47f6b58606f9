import type { SNS } from "@aws-sdk/client-sns";
import { equalJson, type JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { Made, ResourceProvider } from "./provider.js";
import { boolean, fixed, listOf, structure, tags, text } from "./shape.js";
import { changeTags, tagList } from "./tags.js";

const attributes = {
  ...{ DisplayName: text, KmsMasterKeyId: text, SignatureVersion: text, TracingConfig: text },
  ...{ ContentBasedDeduplication: boolean, FifoThroughputScope: text },
};

/** What the API has where a property is taken out of a template; nothing where it is not here. */
const defaults: Readonly<Record<string, string>> = {
  ...{ ContentBasedDeduplication: "false", FifoThroughputScope: "Topic" },
};

interface InlineSubscription {
  readonly Endpoint: string;
  readonly Protocol: string;
}

export const topic: ResourceProvider = {
  type: "AWS::SNS::Topic",
  properties: {
    ...{ TopicName: fixed(text), FifoTopic: fixed(boolean), ...attributes, Tags: tags },
    Subscription: listOf(structure({ Endpoint: text, Protocol: text }, "Endpoint", "Protocol")),
  },
  attributes: ["TopicArn", "TopicName"],
  nameProperty: "TopicName",
  async create(properties, { clients, generatedName, begun }) {
    const sns = await clients.sns();
    const suffix = properties.FifoTopic === true ? ".fifo" : "";
    const { TopicName: name = `${generatedName(256 - suffix.length)}${suffix}` } = properties;
    const { TopicArn = "" } = await sns.createTopic({
      Name: String(name),
      Attributes: { ...attributesOf(properties), ...(suffix !== "" && { FifoTopic: "true" }) },
      Tags: tagList(properties),
    });
    begun(made(TopicArn));
    for (const { Endpoint, Protocol } of subscriptions(properties)) {
      await sns.subscribe({ TopicArn, Endpoint, Protocol });
    }
    return made(TopicArn);
  },
  async update({ physicalId: TopicArn, properties: before }, properties, { clients }) {
    const sns = await clients.sns();
    for (const name of Object.keys(attributes)) {
      if (equalJson(before[name], properties[name])) continue;
      const AttributeValue =
        properties[name] === undefined ? (defaults[name] ?? "") : String(properties[name]);
      await sns.setTopicAttributes({ TopicArn, AttributeName: name, AttributeValue });
    }
    await changeSubscriptions(sns, TopicArn, subscriptions(before), subscriptions(properties));
    await changeTags(before, properties, {
      set: (Tags) => sns.tagResource({ ResourceArn: TopicArn, Tags }),
      remove: (TagKeys) => sns.untagResource({ ResourceArn: TopicArn, TagKeys }),
    });
    return made(TopicArn);
  },
  async delete({ physicalId: TopicArn }, { clients }) {
    await deleted((await clients.sns()).deleteTopic({ TopicArn }));
  },
};

async function changeSubscriptions(
  sns: SNS,
  TopicArn: string,
  before: readonly InlineSubscription[],
  after: readonly InlineSubscription[],
): Promise<void> {
  const key = (one: { Endpoint?: string | undefined; Protocol?: string | undefined }): string =>
    `${one.Protocol} ${one.Endpoint}`;
  const wanted = new Set(after.map(key));
  const dropped = new Set(before.map(key).filter((one) => !wanted.has(one)));
  for (let NextToken: string | undefined, first = true; first || NextToken !== undefined; first = false) {
    if (dropped.size === 0) break;
    const page = await sns.listSubscriptionsByTopic({
      TopicArn,
      ...(NextToken !== undefined && { NextToken }),
    });
    for (const one of page.Subscriptions ?? []) {
      if (dropped.has(key(one)) && one.SubscriptionArn !== undefined) {
        await sns.unsubscribe({ SubscriptionArn: one.SubscriptionArn });
      }
    }
    NextToken = page.NextToken;
  }
  const known = new Set(before.map(key));
  for (const { Endpoint, Protocol } of after) {
    if (!known.has(key({ Endpoint, Protocol }))) await sns.subscribe({ TopicArn, Endpoint, Protocol });
  }
}

function subscriptions({ Subscription: list = [] }: JsonObject): readonly InlineSubscription[] {
  return list as unknown as readonly InlineSubscription[];
}

function attributesOf(properties: JsonObject): Record<string, string> {
  const given = Object.keys(attributes).filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, String(properties[name])]));
}

function made(arn: string): Made {
  return { physicalId: arn, attributes: { TopicArn: arn, TopicName: arn.slice(arn.lastIndexOf(":") + 1) } };
}
