import { expect, test } from "vitest";
import type { DesiredResource } from "../../../cloudformation/evaluation/desired-stack.js";
import type { JsonObject } from "../../../cloudformation/json.js";
import { withRoutes } from "./http-api-routes.js";

function api(properties: JsonObject): DesiredResource {
  return {
    ...{ logicalId: "Api", type: "AWS::ApiGatewayV2::Api", properties, dependsOn: ["FnAliaslive"] },
    ...{ deletionPolicy: "Delete", updateReplacePolicy: "Delete" },
  };
}
const routed = (properties: JsonObject): readonly DesiredResource[] =>
  withRoutes({ stackName: "shop", outputs: [], resources: [api(properties)] }).resources;

test("an OpenAPI body becomes a route and an integration for every operation, after what the body waited for", () => {
  const uri = { "Fn::Join": ["", ["arn:aws:apigateway:…/", { Ref: "FnAliaslive" }, "/invocations"]] };
  const integration = {
    "x-amazon-apigateway-integration": { type: "aws_proxy", uri, payloadFormatVersion: "2.0" },
  };
  const resources = routed({
    Body: {
      openapi: "3.0.1",
      info: { version: "1.0", title: "shop-api" },
      paths: {
        "/orders": { "x-amazon-apigateway-any-method": integration },
        "/orders/{id}": { get: integration },
        $default: { "x-amazon-apigateway-any-method": { ...integration, isDefaultRoute: true } },
      },
    },
    Tags: { service: "shop" },
  });
  const [made, ...others] = resources;
  expect(made?.properties).toEqual({ Name: "shop-api", ProtocolType: "HTTP", Tags: { service: "shop" } });
  const routes = others.filter(({ type }) => type === "AWS::ApiGatewayV2::Route");
  expect(routes.map(({ properties }) => properties.RouteKey)).toEqual([
    ...["ANY /orders", "GET /orders/{id}", "$default"],
  ]);
  const [first, second] = others;
  expect(first).toMatchObject({
    type: "AWS::ApiGatewayV2::Integration",
    properties: { ApiId: { Ref: "Api" }, IntegrationUri: uri, PayloadFormatVersion: "2.0" },
    dependsOn: ["FnAliaslive", "Api"],
  });
  expect(second?.properties.Target).toEqual({
    "Fn::Join": ["", ["integrations/", { Ref: first?.logicalId }]],
  });
  expect(second?.dependsOn).toContain(first?.logicalId);
});

test("an API without a body stays as it is", () => {
  expect(routed({ Name: "shop", ProtocolType: "HTTP" })).toEqual([
    api({ Name: "shop", ProtocolType: "HTTP" }),
  ]);
});
