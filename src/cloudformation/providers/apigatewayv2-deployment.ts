import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, required, text } from "./shape.js";

export const httpDeployment: ResourceProvider = {
  type: "AWS::ApiGatewayV2::Deployment",
  properties: { ApiId: required(fixed(text)), Description: text, StageName: fixed(text) },
  attributes: ["DeploymentId"],
  async create(properties, { clients }) {
    const { ApiId, Description, StageName } = properties as Record<string, string>;
    const { DeploymentId = "" } = await (await clients.apiGatewayV2()).createDeployment({
      ...{
        ApiId,
        ...(Description !== undefined && { Description }),
        ...(StageName !== undefined && { StageName }),
      },
    });
    return { physicalId: DeploymentId, attributes: { DeploymentId } };
  },
  async update(existing, properties, { clients }) {
    const { ApiId, Description = "" } = properties as Record<string, string>;
    const DeploymentId = existing.physicalId;
    await (await clients.apiGatewayV2()).updateDeployment({ ApiId, DeploymentId, Description });
    return existing;
  },
  async delete({ physicalId: DeploymentId, properties }, { clients }) {
    await deleted(
      (await clients.apiGatewayV2()).deleteDeployment({ ApiId: String(properties.ApiId), DeploymentId }),
    );
  },
};
