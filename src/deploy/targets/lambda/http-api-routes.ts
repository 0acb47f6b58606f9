import { createHash } from "node:crypto";
import type { DesiredResource, DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import { isObject, type Json, type JsonObject } from "../../../cloudformation/json.js";

const anyMethod = "x-amazon-apigateway-any-method";

/**
 * The stack with every HTTP API that has an OpenAPI body made of routes and integrations of its own instead: for a provider without
 * `ImportApi`. Of the body only what leads to functions is left (SAM puts nothing else in).
 */
export function withRoutes(stack: DesiredStack): DesiredStack {
  return { ...stack, resources: stack.resources.flatMap(withoutBody) };
}

function withoutBody(api: DesiredResource): readonly DesiredResource[] {
  const { Body: body, ...properties } = api.properties;
  if (api.type !== "AWS::ApiGatewayV2::Api" || !isObject(body)) return [api];
  const { info } = body;
  const title = isObject(info) ? info.title : undefined;
  const plain = { ...api, properties: { Name: title ?? api.logicalId, ProtocolType: "HTTP", ...properties } };
  return [plain, ...operationsOf(body).flatMap((operation) => routeOf(api, operation))];
}

interface Operation {
  /** `GET /orders/{id}`, `ANY /orders`, `$default`. */
  readonly key: string;
  readonly integration: JsonObject;
}

function operationsOf({ paths }: JsonObject): readonly Operation[] {
  return Object.entries(isObject(paths) ? paths : {}).flatMap(([path, methods]) =>
    Object.entries(isObject(methods) ? methods : {}).flatMap(([method, operation]) => {
      const integration = isObject(operation) ? operation["x-amazon-apigateway-integration"] : undefined;
      const verb = method === anyMethod ? "ANY" : method.toUpperCase();
      return isObject(integration)
        ? [{ key: path === "$default" ? path : `${verb} ${path}`, integration }]
        : [];
    }),
  );
}

function routeOf(api: DesiredResource, { key, integration }: Operation): readonly DesiredResource[] {
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 10);
  const integrationId = `${api.logicalId}Integration${hash}`;
  const ApiId: Json = { Ref: api.logicalId };
  const policies = { deletionPolicy: "Delete", updateReplacePolicy: "Delete" } as const;
  // What the body waited for, its aliases among it, these wait for.
  const dependsOn = [...api.dependsOn, api.logicalId];
  const { uri = "", payloadFormatVersion: PayloadFormatVersion = "2.0", timeoutInMillis } = integration;
  return [
    {
      ...{ ...policies, logicalId: integrationId, type: "AWS::ApiGatewayV2::Integration", dependsOn },
      properties: {
        ...{ ApiId, IntegrationType: "AWS_PROXY", IntegrationUri: uri, PayloadFormatVersion },
        ...(timeoutInMillis !== undefined && { TimeoutInMillis: timeoutInMillis }),
      },
    },
    {
      ...{ ...policies, logicalId: `${api.logicalId}Route${hash}`, type: "AWS::ApiGatewayV2::Route" },
      properties: {
        ...{ ApiId, RouteKey: key },
        Target: { "Fn::Join": ["", ["integrations/", { Ref: integrationId }]] },
      },
      dependsOn: [...dependsOn, integrationId],
    },
  ];
}
