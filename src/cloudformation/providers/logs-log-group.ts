import { equalJson } from "../json.js";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, integer, tags, text } from "./shape.js";
import { changeTags, tagMap } from "./tags.js";

export const logGroup: ResourceProvider = {
  type: "AWS::Logs::LogGroup",
  properties: { LogGroupName: fixed(text), RetentionInDays: integer, Tags: tags },
  attributes: ["Arn"],
  nameProperty: "LogGroupName",
  async create(properties, { clients, generatedName, place, begun }) {
    const logs = await clients.logs();
    const logGroupName = String(properties.LogGroupName ?? generatedName(512));
    const tagged = tagMap(properties);
    await logs.createLogGroup({ logGroupName, ...(Object.keys(tagged).length > 0 && { tags: tagged }) });
    const { partition = "aws", region, accountId } = place;
    const Arn = `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}:*`;
    const made = { physicalId: logGroupName, attributes: { Arn } };
    begun(made);
    const { RetentionInDays: days } = properties;
    if (typeof days === "number") await logs.putRetentionPolicy({ logGroupName, retentionInDays: days });
    return made;
  },
  async update(existing, properties, { clients }) {
    const logs = await clients.logs();
    const logGroupName = existing.physicalId;
    const { RetentionInDays: days } = properties;
    if (!equalJson(existing.properties.RetentionInDays, days)) {
      if (typeof days === "number") await logs.putRetentionPolicy({ logGroupName, retentionInDays: days });
      else await deleted(logs.deleteRetentionPolicy({ logGroupName }));
    }
    const resourceArn = String(existing.attributes?.Arn).replace(/:\*$/, "");
    await changeTags(existing.properties, properties, {
      set: (list) =>
        logs.tagResource({ resourceArn, tags: Object.fromEntries(list.map((tag) => [tag.Key, tag.Value])) }),
      remove: (tagKeys) => logs.untagResource({ resourceArn, tagKeys }),
    });
    return existing;
  },
  async delete({ physicalId: logGroupName }, { clients }) {
    await deleted((await clients.logs()).deleteLogGroup({ logGroupName }));
  },
};
