import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, required, text } from "./shape.js";

export const apiDeployment: ResourceProvider = {
  type: "AWS::ApiGateway::Deployment",
  properties: { RestApiId: required(fixed(text)), Description: text, StageName: fixed(text) },
  attributes: ["DeploymentId"],
  async create(properties, { clients }) {
    const {
      RestApiId: restApiId,
      Description: description,
      StageName: stageName,
    } = properties as Record<string, string>;
    const { id = "" } = await (await clients.apiGateway()).createDeployment({
      ...{ restApiId, ...(description !== undefined && { description }) },
      ...(stageName !== undefined && { stageName }),
    });
    return { physicalId: id, attributes: { DeploymentId: id } };
  },
  async update(existing, properties, { clients }) {
    const { RestApiId: restApiId, Description: value = "" } = properties as Record<string, string>;
    await (await clients.apiGateway()).updateDeployment({
      ...{ restApiId, deploymentId: existing.physicalId },
      patchOperations: [{ op: "replace", path: "/description", value }],
    });
    return existing;
  },
  async delete({ physicalId: deploymentId, properties }, { clients }) {
    const gateway = await clients.apiGateway();
    const { RestApiId: restApiId, StageName: stageName } = properties as Record<string, string>;
    // The stage that it was made with keeps it.
    if (stageName !== undefined) await deleted(gateway.deleteStage({ restApiId, stageName }));
    await deleted(gateway.deleteDeployment({ restApiId, deploymentId }));
  },
};
