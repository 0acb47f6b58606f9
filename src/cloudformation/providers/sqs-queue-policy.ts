import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { json, listOf, required, text } from "./shape.js";
import { documentText } from "./tags.js";

export const queuePolicy: ResourceProvider = {
  type: "AWS::SQS::QueuePolicy",
  properties: { PolicyDocument: required(json), Queues: required(listOf(text)) },
  attributes: ["Id"],
  async create(properties, { clients, generatedName }) {
    const { PolicyDocument: document = null, Queues: queues } = properties;
    const sqs = await clients.sqs();
    for (const QueueUrl of queues as string[]) {
      await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: documentText(document) } });
    }
    const id = generatedName(80);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(existing, properties, context) {
    const sqs = await context.clients.sqs();
    const kept = properties.Queues as string[];
    for (const QueueUrl of existing.properties.Queues as string[]) {
      if (!kept.includes(QueueUrl))
        await deleted(sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: "" } }));
    }
    await queuePolicy.create(properties, context);
    return existing;
  },
  async delete({ properties }, { clients }) {
    const sqs = await clients.sqs();
    for (const QueueUrl of properties.Queues as string[]) {
      await deleted(sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: "" } }));
    }
  },
};
