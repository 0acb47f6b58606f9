import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, required, text } from "./shape.js";

export const apiResource: ResourceProvider = {
  type: "AWS::ApiGateway::Resource",
  properties: {
    ...{ RestApiId: required(fixed(text)), ParentId: required(fixed(text)), PathPart: required(fixed(text)) },
  },
  attributes: ["ResourceId"],
  async create(properties, { clients }) {
    const {
      RestApiId: restApiId,
      ParentId: parentId,
      PathPart: pathPart,
    } = properties as Record<string, string>;
    const { id = "" } = await (await clients.apiGateway()).createResource({ restApiId, parentId, pathPart });
    return { physicalId: id, attributes: { ResourceId: id } };
  },
  async delete({ physicalId: resourceId, properties }, { clients }) {
    const gateway = await clients.apiGateway();
    await deleted(gateway.deleteResource({ restApiId: String(properties.RestApiId), resourceId }));
  },
};
