import { isObject, type Json, type JsonObject } from "../json.js";
import { unsupported } from "../template-error.js";
import { addPermission, type FunctionEvent, requiredProperty } from "./function-event.js";
import { type ApiPaths, checkKeys, literalText, ref, type SamContext, samError, sub } from "./sam-context.js";

/** The APIs that SAM makes for events that name none. */
export const implicitApis = { rest: "ServerlessRestApi", http: "ServerlessHttpApi" } as const;
export const implicitStage = "Prod";
const anyMethod = "x-amazon-apigateway-any-method";

/** A method of a REST API. */
export function addApiEvent(event: FunctionEvent): void {
  checkKeys(event.properties, ["Method", "Path", "RestApiId"], "an Api event", event.path);
  const path = String(requiredProperty(event, "Path"));
  const method = String(requiredProperty(event, "Method"));
  const apiId = apiOf(event, "RestApiId", "rest");
  const explicit = event.context.resources.get(apiId)?.Properties?.StageName;
  const stage = apiId === implicitApis.rest ? implicitStage : literalText(explicit, event.context);
  addPermission(event, {
    ...{ Principal: "apigateway.amazonaws.com", suffix: (stage ?? "Stage").replace(/[^A-Za-z0-9]/g, "") },
    SourceArn: sourceArn(apiId, path, method),
  });
  addOperation(event, apiId, { path, method, kind: "rest" }, { responses: {}, ...integration(event, {}) });
}

/** A route of an HTTP API; without path and method its default one. */
export function addHttpApiEvent(event: FunctionEvent): void {
  const { properties } = event;
  const known = ["ApiId", "Method", "Path", "PayloadFormatVersion", "TimeoutInMillis"];
  checkKeys(properties, known, "an HttpApi event", event.path);
  const isDefault = properties.Path === undefined && properties.Method === undefined;
  const path = isDefault ? "$default" : String(properties.Path ?? "/");
  const method = String(properties.Method ?? "any");
  const apiId = apiOf(event, "ApiId", "http");
  addPermission(event, {
    ...{ Principal: "apigateway.amazonaws.com" },
    SourceArn: sourceArn(apiId, isDefault ? "/*" : path, isDefault ? "any" : method),
  });
  const { PayloadFormatVersion: version = "2.0", TimeoutInMillis: timeout } = properties;
  const more = { payloadFormatVersion: version, ...(timeout !== undefined && { timeoutInMillis: timeout }) };
  addOperation(
    event,
    apiId,
    { path, method, kind: "http" },
    { ...(isDefault && { isDefaultRoute: true }), responses: {}, ...integration(event, more) },
  );
}

function integration({ target }: FunctionEvent, more: JsonObject): JsonObject {
  const arn = target.aliasId === undefined ? `\${${target.id}.Arn}` : `\${${target.aliasId}}`;
  const uri = `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
  return {
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: sub(uri), ...more },
  };
}

function sourceArn(apiId: string, path: string, method: string): Json {
  const verb = method.toLowerCase() === "any" ? "*" : method.toUpperCase();
  const resource = path.replace(/\{[^}]*\}/g, "*");
  return sub(
    `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/*/${verb}${resource}`,
    { __ApiId__: ref(apiId) },
  );
}

function apiOf(
  { properties, resource, context, path, id }: FunctionEvent,
  name: string,
  kind: ApiPaths["kind"],
): string {
  const given = properties[name];
  if (given === undefined) return implicitApis[kind];
  const apiId =
    typeof given === "string" ? given : isObject(given) && typeof given.Ref === "string" ? given.Ref : "";
  const type = kind === "rest" ? "AWS::Serverless::Api" : "AWS::Serverless::HttpApi";
  const api = context.resources.get(apiId);
  if (api?.Type === type) return apiId;
  if (api !== undefined) throw unsupported(`${name} of an event that is not an ${type}`, [...path, name]);
  throw samError(
    resource.id,
    `Event with id [${id}] is invalid. ${name} must be a valid reference to an '${type}' resource in same template.`,
    path,
  );
}

function addOperation(
  event: FunctionEvent,
  apiId: string,
  { path, method, kind }: { path: string; method: string; kind: ApiPaths["kind"] },
  operation: JsonObject,
): void {
  const paths = pathsOf(event.context, apiId, kind);
  const methods = paths.methods.get(path) ?? new Map<string, JsonObject>();
  const verb = method.toLowerCase() === "any" || method === "*" ? anyMethod : method.toLowerCase();
  if (methods.has(verb)) {
    throw samError(
      event.resource.id,
      `Event with id [${event.id}] is invalid. API method "${method}" defined multiple times for path "${path}".`,
      event.path,
    );
  }
  methods.set(verb, { ...operation, "x-msx-condition": event.resource.source.Condition ?? null });
  paths.methods.set(path, methods);
}

/** Made when first asked for. */
export function pathsOf({ paths }: SamContext, apiId: string, kind: ApiPaths["kind"]): ApiPaths {
  const known = paths.get(apiId) ?? { kind, methods: new Map<string, Map<string, JsonObject>>() };
  paths.set(apiId, known);
  return known;
}
