import type { APIGateway, CreateRestApiCommandInput } from "@aws-sdk/client-api-gateway";
import { equalJson, type JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import { patchOperations } from "./patch-operations.js";
import type { Made, ResourceProvider } from "./provider.js";
import { boolean, integer, json, listOf, structure, tags, text } from "./shape.js";
import { changeTags, documentText, tagMap } from "./tags.js";

const paths = {
  ...{ Name: "/name", Description: "/description", BinaryMediaTypes: "/binaryMediaTypes" },
  ...{ MinimumCompressionSize: "/minimumCompressionSize", ApiKeySourceType: "/apiKeySource" },
  DisableExecuteApiEndpoint: "/disableExecuteApiEndpoint",
};

export const restApi: ResourceProvider = {
  type: "AWS::ApiGateway::RestApi",
  properties: {
    ...{ Name: text, Description: text, Body: json, BinaryMediaTypes: listOf(text), Tags: tags },
    ...{ MinimumCompressionSize: integer, ApiKeySourceType: text, DisableExecuteApiEndpoint: boolean },
    EndpointConfiguration: structure({ Types: listOf(text) }),
  },
  attributes: ["RestApiId", "RootResourceId"],
  async create(properties, { clients, begun }) {
    const gateway = await clients.apiGateway();
    const { Body: body, Name: name, Description: description } = properties;
    const tagged = tagMap(properties);
    const title = ((body as JsonObject | undefined)?.info as JsonObject | undefined)?.title;
    const { id = "" } = await gateway.createRestApi({
      ...{ name: String(name ?? title ?? ""), ...inputOf(properties) },
      ...(description !== undefined && { description: String(description) }),
      ...(Object.keys(tagged).length > 0 && { tags: tagged }),
    });
    begun({ physicalId: id });
    if (body !== undefined) await importBody(gateway, id, properties);
    return described(gateway, id);
  },
  async update(existing, properties, { clients, place }) {
    const gateway = await clients.apiGateway();
    const { physicalId: restApiId, properties: before } = existing;
    if (!equalJson(before.Body, properties.Body)) await importBody(gateway, restApiId, properties);
    const patches = patchOperations(before, properties, paths);
    if (patches.length > 0) await gateway.updateRestApi({ restApiId, patchOperations: patches });
    const resourceArn = `arn:${place.partition ?? "aws"}:apigateway:${place.region}::/restapis/${restApiId}`;
    await changeTags(before, properties, {
      set: (list) =>
        gateway.tagResource({
          resourceArn,
          tags: Object.fromEntries(list.map((tag) => [tag.Key, tag.Value])),
        }),
      remove: (tagKeys) => gateway.untagResource({ resourceArn, tagKeys }),
    });
    return described(gateway, restApiId);
  },
  async delete({ physicalId: restApiId }, { clients }) {
    await deleted((await clients.apiGateway()).deleteRestApi({ restApiId }));
  },
};

function inputOf(properties: JsonObject): Partial<CreateRestApiCommandInput> {
  const {
    BinaryMediaTypes: types,
    MinimumCompressionSize: size,
    EndpointConfiguration: endpoint,
  } = properties;
  const { ApiKeySourceType: source, DisableExecuteApiEndpoint: disabled } = properties;
  return {
    ...(types !== undefined && { binaryMediaTypes: types as string[] }),
    ...(typeof size === "number" && { minimumCompressionSize: size }),
    ...(source !== undefined && { apiKeySource: source as "HEADER" | "AUTHORIZER" }),
    ...(typeof disabled === "boolean" && { disableExecuteApiEndpoint: disabled }),
    ...(endpoint !== undefined && {
      endpointConfiguration: { types: (endpoint as JsonObject).Types as ("REGIONAL" | "EDGE" | "PRIVATE")[] },
    }),
  };
}

/** The whole API as its OpenAPI document has it; the template's own name stays. */
async function importBody(
  gateway: APIGateway,
  restApiId: string,
  { Body: body = {}, Name: name }: JsonObject,
) {
  const document = { ...(body as JsonObject) };
  const info = { ...(document.info as JsonObject | undefined), ...(name !== undefined && { title: name }) };
  const bytes = Buffer.from(documentText({ ...document, info }), "utf8");
  await gateway.putRestApi({ restApiId, mode: "overwrite", failOnWarnings: true, body: bytes });
}

async function described(gateway: APIGateway, restApiId: string): Promise<Made> {
  const { rootResourceId } = await gateway.getRestApi({ restApiId });
  const root = rootResourceId ?? (await rootOf(gateway, restApiId));
  return { physicalId: restApiId, attributes: { RestApiId: restApiId, RootResourceId: root } };
}

async function rootOf(gateway: APIGateway, restApiId: string): Promise<string> {
  const { items = [] } = await gateway.getResources({ restApiId, limit: 500 });
  return items.find(({ path }) => path === "/")?.id ?? "";
}
