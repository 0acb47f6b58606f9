import type {
  CreateIntegrationCommandInput,
  UpdateIntegrationCommandInput,
} from "@aws-sdk/client-apigatewayv2";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, integer, required, text, textMap } from "./shape.js";

export const httpIntegration: ResourceProvider = {
  type: "AWS::ApiGatewayV2::Integration",
  properties: {
    ...{
      ApiId: required(fixed(text)),
      IntegrationType: required(text),
      IntegrationMethod: text,
      Description: text,
    },
    ...{
      IntegrationUri: text,
      PayloadFormatVersion: text,
      TimeoutInMillis: integer,
      RequestParameters: textMap,
    },
    ...{ ConnectionType: text, IntegrationSubtype: fixed(text), CredentialsArn: text },
  },
  attributes: ["IntegrationId"],
  async create(properties, { clients }) {
    const input = properties as unknown as CreateIntegrationCommandInput;
    const { IntegrationId = "" } = await (await clients.apiGatewayV2()).createIntegration(input);
    return { physicalId: IntegrationId, attributes: { IntegrationId } };
  },
  async update(existing, properties, { clients }) {
    const input = properties as unknown as UpdateIntegrationCommandInput;
    await (await clients.apiGatewayV2()).updateIntegration({ ...input, IntegrationId: existing.physicalId });
    return existing;
  },
  async delete({ physicalId: IntegrationId, properties }, { clients }) {
    const gateway = await clients.apiGatewayV2();
    await deleted(gateway.deleteIntegration({ ApiId: String(properties.ApiId), IntegrationId }));
  },
};
