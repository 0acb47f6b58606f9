import type { CreateStageCommandInput, UpdateStageCommandInput } from "@aws-sdk/client-apigatewayv2";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { boolean, fixed, integer, mapOf, number, required, structure, text, textMap } from "./shape.js";

const settings = structure({
  ...{ DetailedMetricsEnabled: boolean, ThrottlingBurstLimit: integer, ThrottlingRateLimit: number },
});

export const httpStage: ResourceProvider = {
  type: "AWS::ApiGatewayV2::Stage",
  properties: {
    ...{
      ApiId: required(fixed(text)),
      StageName: required(fixed(text)),
      AutoDeploy: boolean,
      DeploymentId: text,
    },
    ...{
      Description: text,
      StageVariables: textMap,
      DefaultRouteSettings: settings,
      RouteSettings: mapOf(settings),
    },
    ...{ AccessLogSettings: structure({ DestinationArn: text, Format: text }), Tags: fixed(textMap) },
  },
  attributes: [],
  async create(properties, { clients }) {
    const input = properties as unknown as CreateStageCommandInput;
    await (await clients.apiGatewayV2()).createStage(input);
    return { physicalId: String(input.StageName) };
  },
  async update(existing, { Tags: _, ...properties }, { clients }) {
    const input = properties as unknown as UpdateStageCommandInput;
    await (await clients.apiGatewayV2()).updateStage(input);
    return existing;
  },
  async delete({ properties }, { clients }) {
    const { ApiId, StageName } = properties as Record<string, string>;
    await deleted((await clients.apiGatewayV2()).deleteStage({ ApiId, StageName }));
  },
};
