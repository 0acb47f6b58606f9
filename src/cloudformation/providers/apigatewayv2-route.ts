import type { CreateRouteCommandInput, UpdateRouteCommandInput } from "@aws-sdk/client-apigatewayv2";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, required, text } from "./shape.js";

export const httpRoute: ResourceProvider = {
  type: "AWS::ApiGatewayV2::Route",
  properties: {
    ...{ ApiId: required(fixed(text)), RouteKey: required(text), Target: text, AuthorizationType: text },
    OperationName: text,
  },
  attributes: ["RouteId"],
  async create(properties, { clients }) {
    const input = properties as unknown as CreateRouteCommandInput;
    const { RouteId = "" } = await (await clients.apiGatewayV2()).createRoute(input);
    return { physicalId: RouteId, attributes: { RouteId } };
  },
  async update(existing, properties, { clients }) {
    const input = properties as unknown as UpdateRouteCommandInput;
    await (await clients.apiGatewayV2()).updateRoute({ ...input, RouteId: existing.physicalId });
    return existing;
  },
  async delete({ physicalId: RouteId, properties }, { clients }) {
    await deleted((await clients.apiGatewayV2()).deleteRoute({ ApiId: String(properties.ApiId), RouteId }));
  },
};
