import { deleted } from "./gone.js";
import type { ProviderContext, ResourceProvider } from "./provider.js";
import { json, listOf, required, text } from "./shape.js";
import { documentText } from "./tags.js";

export const topicPolicy: ResourceProvider = {
  type: "AWS::SNS::TopicPolicy",
  properties: { PolicyDocument: required(json), Topics: required(listOf(text)) },
  attributes: ["Id"],
  async create({ PolicyDocument: document = null, Topics: topics }, context) {
    for (const arn of topics as string[]) await setPolicy(context, arn, documentText(document));
    const id = context.generatedName(80);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(existing, properties, context) {
    const kept = properties.Topics as string[];
    for (const arn of existing.properties.Topics as string[]) {
      if (!kept.includes(arn)) await deleted(setPolicy(context, arn, ownersPolicy(arn)));
    }
    await topicPolicy.create(properties, context);
    return existing;
  },
  async delete({ properties }, context) {
    for (const arn of properties.Topics as string[])
      await deleted(setPolicy(context, arn, ownersPolicy(arn)));
  },
};

async function setPolicy({ clients }: ProviderContext, TopicArn: string, policy: string): Promise<void> {
  const sns = await clients.sns();
  await sns.setTopicAttributes({ TopicArn, AttributeName: "Policy", AttributeValue: policy });
}

/** The policy that a topic is made with (SNS developer guide, default access policy). */
function ownersPolicy(arn: string): string {
  const actions = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
  ];
  const statement = {
    ...{ Sid: "__default_statement_ID", Effect: "Allow", Principal: { AWS: "*" } },
    Action: [...actions, "Subscribe", "ListSubscriptionsByTopic", "Publish"].map((action) => `SNS:${action}`),
    ...{ Resource: arn, Condition: { StringEquals: { "AWS:SourceOwner": arn.split(":")[4] ?? "" } } },
  };
  return JSON.stringify({ Version: "2008-10-17", Id: "__default_policy_ID", Statement: [statement] });
}
