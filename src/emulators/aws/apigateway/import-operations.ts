import { badRequest, refused } from "../execute-api/gateway-error.js";
import { type OpenApiDocument, type OpenApiOperation, readOpenApi } from "../execute-api/openapi.js";
import { defined } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalRecord, optionalText, textList } from "../front/read-input.js";
import { readGatewayResponse } from "./gateway-response-operations.js";
import {
  checkIntegrationResponse,
  readIntegrationResponse,
  withIntegrationResponse,
} from "./integration-operations.js";
import { readMethod, readMethodResponse, withResponse } from "./method-operations.js";
import { newApi, showApi } from "./new-api.js";
import { readIntegration } from "./read-integration.js";
import { newResource } from "./resource-operations.js";
import type { Method, Resource, RestApi } from "./rest-api.js";
import { apiOf, type RestApis } from "./rest-apis.js";

/** APIs from OpenAPI documents. */
export function importRoutes(apis: RestApis): readonly RestRoute[] {
  return [
    [
      ...(["PUT", "/restapis/{apiId}", 200] as const),
      (call) => {
        const mode = call.query.get("mode") ?? "merge";
        if (mode !== "merge" && mode !== "overwrite") throw badRequest("Invalid mode specified");
        const before = apiOf(apis, call);
        const { rootResourceId } = before;
        const root: Resource = { id: rootResourceId, path: "/", resourceMethods: {} };
        const base = mode === "merge" ? before : { ...before, resources: { [rootResourceId]: root } };
        const api = withDocument(base, read(call), call.query.get("basepath"));
        apis.change({ type: "api", api });
        return showApi({ ...api, tags: api.tags ?? {} });
      },
    ],
  ];
}

/** `POST /restapis?mode=import`. Throws AwsError; then nothing is made. */
export function importApi(apis: RestApis, call: RestCall): AwsOutput {
  const document = read(call);
  const types = call.query.get("endpointConfigurationTypes");
  const base: RestApi = {
    ...newApi(call, document.title === "" ? "Created by AWS Lambda" : document.title),
    ...(types !== null && { endpointConfiguration: { types: [types], ipAddressType: "ipv4" } }),
  };
  const api = withDocument(base, document, call.query.get("basepath"));
  apis.change({ type: "api", api });
  return showApi(api);
}

function read({ body }: RestCall): OpenApiDocument {
  return readOpenApi(body.toString("utf8"));
}

function withDocument(before: RestApi, read: OpenApiDocument, basePathMode: string | null): RestApi {
  const { document, title, version, description } = read;
  const binaryMediaTypes = textList(document, "x-amazon-apigateway-binary-media-types");
  if (!["ignore", "prepend"].includes(basePathMode ?? "ignore")) throw refused(`basepath ${basePathMode}`);
  const basePath = basePathMode === "prepend" ? (optionalText(document, "basePath") ?? "") : "";
  const responses = optionalRecord(document, "x-amazon-apigateway-gateway-responses") ?? {};
  const gatewayResponses = Object.entries(responses).map(([type, said]) => {
    const response = said as AwsInput;
    const statusCode = response.statusCode === undefined ? undefined : String(response.statusCode);
    return [type, readGatewayResponse(type, { ...response, statusCode })] as const;
  });
  let api: RestApi = {
    ...before,
    ...(title !== "" && { name: title }),
    ...defined({ version, description }),
    ...(binaryMediaTypes.length > 0 && { binaryMediaTypes }),
    gatewayResponses: { ...before.gatewayResponses, ...Object.fromEntries(gatewayResponses) },
  };
  for (const path of read.paths) api = withPath(api, `${basePath}${path}`).api;
  for (const operation of read.operations) {
    const { api: next, resource } = withPath(api, `${basePath}${operation.path}`);
    const method = methodFrom(operation, resource.id);
    const resourceMethods = { ...resource.resourceMethods, [operation.verb]: method };
    const resources = { ...next.resources, [resource.id]: { ...resource, resourceMethods } };
    api = { ...next, resources };
  }
  return api;
}

/** The API with a resource of this path, and those above it. */
function withPath(before: RestApi, path: string): { api: RestApi; resource: Resource } {
  let api = before;
  let resource = api.resources[api.rootResourceId];
  if (resource === undefined) throw badRequest("Invalid OpenAPI input.");
  for (const part of path.split("/").filter((one) => one !== "")) {
    const parent: Resource = resource;
    const known = Object.values(api.resources).find(
      ({ parentId, pathPart }) => parentId === parent.id && pathPart === part,
    );
    resource = known ?? newResource(api, parent, part);
    if (known === undefined) api = { ...api, resources: { ...api.resources, [resource.id]: resource } };
  }
  return { api, resource };
}

function methodFrom({ verb, operation, integration }: OpenApiOperation, resourceId: string): Method {
  const operationName = optionalText(operation, "operationId");
  let method = readMethod(verb, {
    ...{ authorizationType: "NONE", requestParameters: requestParameters(operation) },
    ...(operationName !== undefined && { operationName }),
  });
  for (const [statusCode, said] of Object.entries(optionalRecord(operation, "responses") ?? {})) {
    if (statusCode === "default") continue;
    const headers = Object.keys(optionalRecord(said as AwsInput, "headers") ?? {});
    const responseParameters = Object.fromEntries(
      headers.map((name) => [`method.response.header.${name}`, false]),
    );
    const input = headers.length > 0 ? { responseParameters } : {};
    method = withResponse(method, readMethodResponse(statusCode, input));
  }
  if (integration === undefined) return method;
  return { ...method, methodIntegration: integrationFrom(integration, method, resourceId) };
}

function integrationFrom(said: AwsInput, method: Method, resourceId: string) {
  let integration = readIntegration(said, resourceId);
  for (const [pattern, response] of Object.entries(optionalRecord(said, "responses") ?? {})) {
    const input = response as AwsInput;
    const made = readIntegrationResponse(String(input.statusCode ?? ""), {
      ...input,
      ...(pattern !== "default" && { selectionPattern: pattern }),
    });
    checkIntegrationResponse(made, method);
    integration = withIntegrationResponse(integration, made);
  }
  return integration;
}

function requestParameters(operation: AwsInput): Record<string, boolean> {
  const places: Record<string, string> = { header: "header", path: "path", query: "querystring" };
  const all = Array.isArray(operation.parameters) ? (operation.parameters as AwsInput[]) : [];
  return Object.fromEntries(
    all.flatMap((parameter) => {
      const place = places[String(parameter.in)];
      const name = `method.request.${place}.${String(parameter.name)}`;
      return place === undefined ? [] : [[name, parameter.required === true] as const];
    }),
  );
}
