import type { ApiGatewayV2, Cors, CreateApiCommandInput } from "@aws-sdk/client-apigatewayv2";
import { equalJson, type JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ProviderContext, ResourceProvider } from "./provider.js";
import { boolean, fixed, integer, json, listOf, structure, text, textMap } from "./shape.js";

export const httpApi: ResourceProvider = {
  type: "AWS::ApiGatewayV2::Api",
  properties: {
    ...{ Name: text, ProtocolType: fixed(text), Body: json, Description: text, Version: text, Tags: textMap },
    DisableExecuteApiEndpoint: boolean,
    CorsConfiguration: structure({
      ...{ AllowCredentials: boolean, AllowHeaders: listOf(text), AllowMethods: listOf(text) },
      ...{ AllowOrigins: listOf(text), ExposeHeaders: listOf(text), MaxAge: integer },
    }),
  },
  attributes: ["ApiEndpoint", "ApiId"],
  async create(properties, { clients, begun }) {
    const gateway = await clients.apiGatewayV2();
    const { Body: body, ProtocolType: protocol = "HTTP" } = properties;
    const { ApiId = "", ApiEndpoint = "" } =
      body === undefined
        ? await gateway.createApi({
            ...{ ...settingsOf(properties), Name: String(properties.Name ?? "") },
            ProtocolType: protocol as CreateApiCommandInput["ProtocolType"],
            ...(properties.Tags !== undefined && { Tags: properties.Tags as Record<string, string> }),
          })
        : await gateway.importApi({ Body: JSON.stringify(body) });
    const made = { physicalId: ApiId, attributes: { ApiId, ApiEndpoint } };
    begun(made);
    if (body !== undefined) await setSettings(gateway, ApiId, {}, properties);
    return made;
  },
  async update(existing, properties, context) {
    const gateway = await context.clients.apiGatewayV2();
    const { physicalId: ApiId, properties: before } = existing;
    if (properties.Body !== undefined && !equalJson(before.Body, properties.Body)) {
      await gateway.reimportApi({ ApiId, Body: JSON.stringify(properties.Body) });
    }
    await setSettings(gateway, ApiId, before, properties);
    await changeTags(gateway, existing.physicalId, before, properties, context);
    return existing;
  },
  async delete({ physicalId: ApiId }, { clients }) {
    await deleted((await clients.apiGatewayV2()).deleteApi({ ApiId }));
  },
};

async function setSettings(gateway: ApiGatewayV2, ApiId: string, before: JsonObject, after: JsonObject) {
  if (before.CorsConfiguration !== undefined && after.CorsConfiguration === undefined) {
    await deleted(gateway.deleteCorsConfiguration({ ApiId }));
  }
  const settings = settingsOf(after);
  if (Object.keys(settings).length > 0) await gateway.updateApi({ ApiId, ...settings });
}

function settingsOf(properties: JsonObject) {
  const { CorsConfiguration: cors, DisableExecuteApiEndpoint: disabled } = properties;
  const { Name, Description, Version } = properties as Record<string, string>;
  return {
    ...{ ...(Name !== undefined && { Name }), ...(Description !== undefined && { Description }) },
    ...{
      ...(Version !== undefined && { Version }),
      ...(cors !== undefined && { CorsConfiguration: cors as Cors }),
    },
    ...(typeof disabled === "boolean" && { DisableExecuteApiEndpoint: disabled }),
  };
}

async function changeTags(
  gateway: ApiGatewayV2,
  apiId: string,
  before: JsonObject,
  after: JsonObject,
  { place: { partition = "aws", region } }: ProviderContext,
): Promise<void> {
  const [known, wanted] = [(before.Tags ?? {}) as JsonObject, (after.Tags ?? {}) as JsonObject];
  if (equalJson(known, wanted)) return;
  const ResourceArn = `arn:${partition}:apigateway:${region}::/apis/${apiId}`;
  const TagKeys = Object.keys(known).filter((key) => wanted[key] === undefined);
  if (TagKeys.length > 0) await gateway.untagResource({ ResourceArn, TagKeys });
  await gateway.tagResource({ ResourceArn, Tags: wanted as Record<string, string> });
}
