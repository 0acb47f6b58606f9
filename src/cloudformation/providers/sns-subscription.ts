import { equalJson, type Json, type JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { boolean, fixed, json, required, text } from "./shape.js";
import { documentText } from "./tags.js";

const attributes = {
  ...{ FilterPolicy: json, FilterPolicyScope: text, RawMessageDelivery: boolean, RedrivePolicy: json },
  ...{ DeliveryPolicy: json, SubscriptionRoleArn: text },
};

/** What an attribute has where its property is taken out of a template. */
const defaults: Readonly<Record<string, string>> = {
  ...{ FilterPolicy: "{}", FilterPolicyScope: "MessageAttributes", RawMessageDelivery: "false" },
};

export const subscription: ResourceProvider = {
  type: "AWS::SNS::Subscription",
  properties: {
    ...{ TopicArn: required(fixed(text)), Protocol: required(fixed(text)), Endpoint: fixed(text) },
    ...attributes,
  },
  attributes: ["Arn"],
  async create(properties, { clients }) {
    const { TopicArn, Protocol, Endpoint } = properties as Record<string, string>;
    const { SubscriptionArn = "" } = await (await clients.sns()).subscribe({
      ...{
        TopicArn,
        Protocol,
        ...(Endpoint !== undefined && { Endpoint }),
        Attributes: attributesOf(properties),
      },
      ReturnSubscriptionArn: true,
    });
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  async update(existing, properties, { clients }) {
    const sns = await clients.sns();
    for (const name of Object.keys(attributes)) {
      if (equalJson(existing.properties[name], properties[name])) continue;
      const value = properties[name];
      await sns.setSubscriptionAttributes({
        ...{ SubscriptionArn: existing.physicalId, AttributeName: name },
        AttributeValue: value === undefined ? (defaults[name] ?? "") : valueText(value),
      });
    }
    return existing;
  },
  async delete({ physicalId: SubscriptionArn }, { clients }) {
    await deleted((await clients.sns()).unsubscribe({ SubscriptionArn }));
  },
};

function attributesOf(properties: JsonObject): Record<string, string> {
  const given = Object.keys(attributes).filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, valueText(properties[name] ?? "")]));
}

function valueText(value: Json): string {
  return typeof value === "object" ? documentText(value) : String(value);
}
