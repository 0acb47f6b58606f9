import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, required, tags, text } from "./shape.js";
import { changeTags, tagList } from "./tags.js";

export const eventBus: ResourceProvider = {
  type: "AWS::Events::EventBus",
  properties: { Name: required(fixed(text)), Description: fixed(text), Tags: tags },
  attributes: ["Arn", "Name"],
  nameProperty: "Name",
  async create(properties, { clients }) {
    const { Name = "", Description } = properties as Record<string, string>;
    const { EventBusArn = "" } = await (await clients.eventBridge()).createEventBus({
      ...{ Name, ...(Description !== undefined && { Description }) },
      ...(properties.Tags !== undefined && { Tags: tagList(properties) }),
    });
    return { physicalId: Name, attributes: { Arn: EventBusArn, Name } };
  },
  async update(existing, properties, { clients }) {
    const events = await clients.eventBridge();
    const ResourceARN = String(existing.attributes?.Arn);
    await changeTags(existing.properties, properties, {
      set: (Tags) => events.tagResource({ ResourceARN, Tags }),
      remove: (TagKeys) => events.untagResource({ ResourceARN, TagKeys }),
    });
    return existing;
  },
  async delete({ physicalId: Name }, { clients }) {
    await deleted((await clients.eventBridge()).deleteEventBus({ Name }));
  },
};
