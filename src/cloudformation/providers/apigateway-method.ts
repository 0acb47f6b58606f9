import type { APIGateway, PutIntegrationCommandInput } from "@aws-sdk/client-api-gateway";
import type { JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { boolean, fixed, integer, json, listOf, mapOf, required, structure, text, textMap } from "./shape.js";

const response = structure(
  {
    ...{ StatusCode: text, ResponseParameters: textMap, ResponseTemplates: textMap, SelectionPattern: text },
    ContentHandling: text,
  },
  "StatusCode",
);

export const apiMethod: ResourceProvider = {
  type: "AWS::ApiGateway::Method",
  properties: {
    ...{
      RestApiId: required(fixed(text)),
      ResourceId: required(fixed(text)),
      HttpMethod: required(fixed(text)),
    },
    ...{
      AuthorizationType: text,
      ApiKeyRequired: boolean,
      OperationName: text,
      RequestParameters: mapOf(boolean),
    },
    Integration: structure(
      {
        ...{
          Type: text,
          IntegrationHttpMethod: text,
          Uri: text,
          Credentials: text,
          PassthroughBehavior: text,
        },
        ...{
          TimeoutInMillis: integer,
          ContentHandling: text,
          RequestParameters: textMap,
          RequestTemplates: textMap,
        },
        IntegrationResponses: listOf(response),
      },
      "Type",
    ),
    MethodResponses: listOf(
      structure({ StatusCode: text, ResponseParameters: mapOf(boolean), ResponseModels: json }, "StatusCode"),
    ),
  },
  attributes: [],
  async create(properties, { clients }) {
    const gateway = await clients.apiGateway();
    const place = placeOf(properties);
    await putMethod(gateway, place, properties);
    return { physicalId: `${place.restApiId}|${place.resourceId}|${place.httpMethod}` };
  },
  /** Made anew in its place: an update of each of its parts would say the same. */
  async update(existing, properties, { clients }) {
    const gateway = await clients.apiGateway();
    await deleted(gateway.deleteMethod(placeOf(properties)));
    await putMethod(gateway, placeOf(properties), properties);
    return existing;
  },
  async delete({ properties }, { clients }) {
    await deleted((await clients.apiGateway()).deleteMethod(placeOf(properties)));
  },
};

interface Place {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

function placeOf({ RestApiId, ResourceId, HttpMethod }: JsonObject): Place {
  return { restApiId: String(RestApiId), resourceId: String(ResourceId), httpMethod: String(HttpMethod) };
}

async function putMethod(gateway: APIGateway, place: Place, properties: JsonObject): Promise<void> {
  const { AuthorizationType: type = "NONE", ApiKeyRequired: key, OperationName: name } = properties;
  const {
    RequestParameters: parameters,
    Integration: integration,
    MethodResponses: responses = [],
  } = properties;
  await gateway.putMethod({
    ...{
      ...place,
      authorizationType: String(type),
      ...(key !== undefined && { apiKeyRequired: key === true }),
    },
    ...(name !== undefined && { operationName: String(name) }),
    ...(parameters !== undefined && { requestParameters: parameters as Record<string, boolean> }),
  });
  for (const one of responses as JsonObject[]) {
    await gateway.putMethodResponse({
      ...{ ...place, statusCode: String(one.StatusCode) },
      ...{ responseParameters: one.ResponseParameters as Record<string, boolean> | undefined },
      responseModels: one.ResponseModels as Record<string, string> | undefined,
    });
  }
  if (integration !== undefined) await putIntegration(gateway, place, integration as JsonObject);
}

async function putIntegration(gateway: APIGateway, place: Place, given: JsonObject): Promise<void> {
  const { IntegrationResponses: responses = [], Type: type, ...more } = given;
  const lower = (name: string): string => name[0]?.toLowerCase() + name.slice(1);
  const input = Object.fromEntries(Object.entries(more).map(([name, value]) => [lower(name), value]));
  await gateway.putIntegration({ ...place, ...input, type: type as PutIntegrationCommandInput["type"] });
  for (const one of responses as JsonObject[]) {
    const members = Object.fromEntries(Object.entries(one).map(([name, value]) => [lower(name), value]));
    await gateway.putIntegrationResponse({ ...place, ...members, statusCode: String(one.StatusCode) });
  }
}
