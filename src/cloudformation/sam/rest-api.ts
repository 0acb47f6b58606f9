import { createHash } from "node:crypto";
import { canonicalJson, isList, isObject, type Json, type JsonObject } from "../json.js";
import { unsupported } from "../template-error.js";
import { pathsObject } from "./api-body.js";
import { pathsOf } from "./api-events.js";
import {
  addResource,
  checkKeys,
  literalText,
  picked,
  ref,
  type SamContext,
  type SamResource,
  samError,
  tagsOf,
} from "./sam-context.js";

const ofApi = [
  ...["ApiKeySourceType", "BinaryMediaTypes", "Description", "DisableExecuteApiEndpoint"],
  ...["MinimumCompressionSize"],
];
const ofStage = ["AccessLogSetting", "MethodSettings", "TracingEnabled", "Variables"];
const used = [
  "Cors",
  "DefinitionBody",
  "EndpointConfiguration",
  "Name",
  "OpenApiVersion",
  "StageName",
  "Tags",
];

/** `<Api>`, `<Api>Deployment<hash of its methods>` and `<Api><Stage>Stage`. @throws TemplateError */
export function addRestApi(context: SamContext, { id, properties, source, path }: SamResource): void {
  checkKeys(properties, [...ofApi, ...ofStage, ...used], "AWS::Serverless::Api", path);
  const { StageName: stageName, DefinitionBody: definition, EndpointConfiguration: endpoint } = properties;
  if (stageName === undefined) throw samError(id, "Missing required property 'StageName'.", path);
  const own = isObject(definition) && isObject(definition.paths) ? definition.paths : {};
  const added = pathsObject(pathsOf(context, id, "rest"));
  const paths: JsonObject = Object.fromEntries(
    [...new Set([...Object.keys(own), ...Object.keys(added)])].map((key) => [
      key,
      { ...asObject(own[key]), ...asObject(added[key]) },
    ]),
  );
  const Body: JsonObject = {
    ...{ swagger: "2.0", info: { version: "1.0", title: properties.Name ?? ref("AWS::StackName") } },
    ...asObject(definition),
    paths: properties.Cors === undefined ? paths : withPreflight(paths, properties.Cors, [...path, "Cors"]),
  };
  const hash = createHash("sha256").update(canonicalJson(Body)).digest("hex");
  const deploymentId = `${id}Deployment${hash.slice(0, 10)}`;
  const suffix = (literalText(stageName, context) ?? "").replace(/[^A-Za-z0-9]/g, "");
  const types = isObject(endpoint) && endpoint.Type !== undefined ? { Types: [endpoint.Type] } : endpoint;
  const { Type: _, Properties: __, ...attributes } = source;
  addResource(context, id, {
    ...{ ...attributes, Type: "AWS::ApiGateway::RestApi" },
    Properties: {
      ...{ Body, ...picked(properties, ["Name", ...ofApi]) },
      ...(endpoint !== undefined && types !== undefined && { EndpointConfiguration: types }),
      ...(properties.Tags !== undefined && { Tags: tagsOf(properties) }),
    },
  });
  addResource(
    context,
    deploymentId,
    {
      Type: "AWS::ApiGateway::Deployment",
      Properties: { RestApiId: ref(id), Description: `RestApi deployment id: ${hash}` },
    },
    source,
  );
  addResource(
    context,
    `${id}${suffix}Stage`,
    {
      Type: "AWS::ApiGateway::Stage",
      Properties: {
        ...{ RestApiId: ref(id), StageName: stageName, DeploymentId: ref(deploymentId) },
        ...picked(properties, ofStage),
        ...(properties.Tags !== undefined && { Tags: tagsOf(properties) }),
      },
    },
    source,
  );
}

/** An OPTIONS method on each path, which API Gateway answers itself. */
function withPreflight(paths: JsonObject, cors: Json, path: readonly (string | number)[]): JsonObject {
  const settings: JsonObject =
    isObject(cors) && cors.AllowOrigin !== undefined ? cors : { AllowOrigin: cors };
  const known = ["AllowCredentials", "AllowHeaders", "AllowMethods", "AllowOrigin", "MaxAge"];
  checkKeys(settings, known, "Cors", path);
  return Object.fromEntries(
    Object.entries(paths).map(([key, given]) => {
      const methods = asObject(given);
      if (methods.options !== undefined) return [key, methods];
      return [key, { ...methods, options: preflight(settings, Object.keys(methods), path) }];
    }),
  );
}

function preflight(
  settings: JsonObject,
  methods: readonly string[],
  path: readonly (string | number)[],
): JsonObject {
  const verbs = methods.some((name) => name.startsWith("x-"))
    ? ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    : [...methods.map((name) => name.toUpperCase()), "OPTIONS"].sort();
  const { AllowCredentials: credentials, MaxAge: age } = settings;
  if (isList(settings.AllowOrigin)) throw unsupported("A list of origins in Cors", path);
  const given: Record<string, Json | undefined> = {
    "Access-Control-Allow-Origin": settings.AllowOrigin,
    "Access-Control-Allow-Methods": settings.AllowMethods ?? `'${verbs.join(",")}'`,
    "Access-Control-Allow-Headers": settings.AllowHeaders,
    "Access-Control-Max-Age": age,
    "Access-Control-Allow-Credentials": credentials === true ? "'true'" : undefined,
  };
  const headers = Object.entries(given).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  const values = headers.map(([name, value]) => [`method.response.header.${name}`, value]);
  return {
    responses: {
      "200": { headers: Object.fromEntries(headers.map(([name]) => [name, { type: "string" }])) },
    },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      responses: {
        default: {
          ...{ statusCode: "200", responseParameters: Object.fromEntries(values) },
          responseTemplates: { "application/json": "{}\n" },
        },
      },
    },
  };
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
