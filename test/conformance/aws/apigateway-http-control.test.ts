import { randomUUID } from "node:crypto";
import {
  ApiGatewayV2Client,
  BadRequestException,
  ConflictException,
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteApiCommand,
  DeleteIntegrationCommand,
  DeleteRouteCommand,
  DeleteStageCommand,
  GetApiCommand,
  GetApisCommand,
  GetDeploymentsCommand,
  GetIntegrationCommand,
  GetIntegrationsCommand,
  GetRouteCommand,
  GetRoutesCommand,
  GetStageCommand,
  GetStagesCommand,
  GetTagsCommand,
  ImportApiCommand,
  NotFoundException,
  ReimportApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApiCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
} from "@aws-sdk/client-apigatewayv2";
import { expect, it } from "vitest";
import { clientOptions, describeAws } from "./aws-under-test.js";

const IntegrationUri = "arn:aws:lambda:us-east-1:000000000000:function:orders";
const proxy = { IntegrationType: "AWS_PROXY" as const, IntegrationUri, PayloadFormatVersion: "2.0" };

describeAws("HTTP APIs", (aws, differs) => {
  const client = () => new ApiGatewayV2Client(clientOptions(aws()));
  const create = async (): Promise<string> => {
    const command = new CreateApiCommand({ Name: `shop-${randomUUID()}`, ProtocolType: "HTTP" });
    return (await client().send(command)).ApiId ?? "";
  };

  it("are made, changed, listed and deleted", async () => {
    const api = client();
    const CorsConfiguration = { AllowOrigins: ["https://shop.example"], AllowMethods: ["GET"], MaxAge: 60 };
    const made = await api.send(
      new CreateApiCommand({ Name: "shop", ProtocolType: "HTTP", CorsConfiguration, Tags: { a: "1" } }),
    );
    const { ApiId = "" } = made;
    expect(made).toMatchObject({ Name: "shop", ProtocolType: "HTTP", CorsConfiguration, Tags: { a: "1" } });
    expect(made.RouteSelectionExpression).toContain("request.method");
    await api.send(new UpdateApiCommand({ ApiId, Description: "of orders" }));
    const read = await api.send(new GetApiCommand({ ApiId }));
    expect(read).toMatchObject({ Name: "shop", Description: "of orders", CorsConfiguration });
    expect(read.CreatedDate).toBeInstanceOf(Date);
    const { Items = [] } = await api.send(new GetApisCommand({}));
    expect(Items.map((one) => one.ApiId)).toContain(ApiId);
    await api.send(new DeleteApiCommand({ ApiId }));
    await expect(api.send(new GetApiCommand({ ApiId }))).rejects.toBeInstanceOf(NotFoundException);
  });

  it("have integrations and routes", async () => {
    const api = client();
    const ApiId = await create();
    const { IntegrationId = "" } = await api.send(new CreateIntegrationCommand({ ApiId, ...proxy }));
    await api.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, TimeoutInMillis: 5000 }));
    const integration = await api.send(new GetIntegrationCommand({ ApiId, IntegrationId }));
    expect(integration).toMatchObject({ ...proxy, IntegrationId, TimeoutInMillis: 5000 });
    const Target = `integrations/${IntegrationId}`;
    const route = { ApiId, RouteKey: "GET /orders/{id}", Target };
    const { RouteId = "" } = await api.send(new CreateRouteCommand(route));
    await api.send(new UpdateRouteCommand({ ApiId, RouteId, RouteKey: "ANY /orders/{proxy+}" }));
    const shown = { RouteId, Target, RouteKey: "ANY /orders/{proxy+}", AuthorizationType: "NONE" };
    expect(await api.send(new GetRouteCommand({ ApiId, RouteId }))).toMatchObject(shown);
    const { Items: routes = [] } = await api.send(new GetRoutesCommand({ ApiId }));
    expect(routes.map((one) => one.RouteId)).toEqual([RouteId]);
    await api.send(new DeleteRouteCommand({ ApiId, RouteId }));
    await api.send(new DeleteIntegrationCommand({ ApiId, IntegrationId }));
    expect((await api.send(new GetIntegrationsCommand({ ApiId }))).Items ?? []).toEqual([]);
  });

  it("have stages and tags", async () => {
    const api = client();
    const ApiId = await create();
    const StageVariables = { table: "orders" };
    await api.send(
      new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true, StageVariables }),
    );
    const stage = await api.send(new GetStageCommand({ ApiId, StageName: "$default" }));
    expect(stage).toMatchObject({ StageName: "$default", AutoDeploy: true, StageVariables });
    expect((await api.send(new GetStagesCommand({ ApiId }))).Items).toHaveLength(1);
    await api.send(new DeleteStageCommand({ ApiId, StageName: "$default" }));
    const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${ApiId}`;
    await api.send(new TagResourceCommand({ ResourceArn, Tags: { a: "1", b: "2" } }));
    await api.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    expect((await api.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ b: "2" });
  });

  differs(
    "a route once, an integration only while no route uses it",
    "keep their parts together",
    async () => {
      const api = client();
      const ApiId = await create();
      const { IntegrationId = "" } = await api.send(new CreateIntegrationCommand({ ApiId, ...proxy }));
      const route = new CreateRouteCommand({
        ApiId,
        RouteKey: "$default",
        Target: `integrations/${IntegrationId}`,
      });
      await api.send(route);
      await expect(api.send(route)).rejects.toBeInstanceOf(ConflictException);
      const gone = new DeleteIntegrationCommand({ ApiId, IntegrationId });
      await expect(api.send(gone)).rejects.toBeInstanceOf(ConflictException);
      const bad = new CreateRouteCommand({ ApiId, RouteKey: "FETCH orders" });
      await expect(api.send(bad)).rejects.toBeInstanceOf(BadRequestException);
    },
  );

  differs("deployments by themselves", "are deployed by themselves, one deployment a stage", async () => {
    const api = client();
    const ApiId = await create();
    await api.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
    await api.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /a" }));
    const { Items = [] } = await api.send(new GetDeploymentsCommand({ ApiId }));
    expect(Items).toMatchObject([{ AutoDeployed: true, DeploymentStatus: "DEPLOYED" }]);
    const { DeploymentId } = await api.send(new GetStageCommand({ ApiId, StageName: "$default" }));
    expect(Items[0]?.DeploymentId).toBe(DeploymentId);
  });

  differs("routes and integrations from a document", "come from OpenAPI documents", async () => {
    const api = client();
    const integration = { type: "AWS_PROXY", uri: IntegrationUri, payloadFormatVersion: "2.0" };
    const $ref = "#/components/x-amazon-apigateway-integrations/orders";
    const operation = { "x-amazon-apigateway-integration": { $ref } };
    const document = {
      ...{ openapi: "3.0.1", info: { title: "imported", version: "1" } },
      "x-amazon-apigateway-cors": { allowOrigins: ["*"] },
      components: { "x-amazon-apigateway-integrations": { orders: integration } },
      paths: {
        "/orders": { get: operation, post: operation },
        "/$default": { "x-amazon-apigateway-any-method": operation },
      },
    };
    const { ApiId = "", ...made } = await api.send(new ImportApiCommand({ Body: JSON.stringify(document) }));
    expect(made).toMatchObject({ Name: "imported", CorsConfiguration: { AllowOrigins: ["*"] } });
    const keys = async () => {
      const { Items = [] } = await api.send(new GetRoutesCommand({ ApiId }));
      return Items.map(({ RouteKey }) => RouteKey).sort();
    };
    expect(await keys()).toEqual(["$default", "GET /orders", "POST /orders"]);
    const { Items = [] } = await api.send(new GetIntegrationsCommand({ ApiId }));
    expect(Items).toMatchObject([{ IntegrationUri, IntegrationType: "AWS_PROXY" }]);
    const Body = JSON.stringify({ ...document, paths: { "/others": { get: operation } } });
    await api.send(new ReimportApiCommand({ ApiId, Body }));
    expect(await keys()).toEqual(["GET /others"]);
  });

  differs("nothing that is not emulated is taken", "refuse what is not emulated", async () => {
    const api = client();
    const socket = new CreateApiCommand({ Name: "x", ProtocolType: "WEBSOCKET" });
    await expect(api.send(socket)).rejects.toBeInstanceOf(BadRequestException);
    const ApiId = await create();
    const authorizer = { ApiId, Name: "x", AuthorizerType: "JWT" as const, IdentitySource: [] };
    await expect(api.send(new CreateAuthorizerCommand(authorizer))).rejects.toMatchObject({
      name: "UnknownOperationException",
    });
    const route = new CreateRouteCommand({ ApiId, RouteKey: "GET /a", AuthorizationType: "AWS_IAM" });
    await expect(api.send(route)).rejects.toBeInstanceOf(BadRequestException);
    const more = { RequestParameters: { "overwrite:path": "/x" } };
    const mapped = new CreateIntegrationCommand({ ApiId, ...proxy, ...more });
    await expect(api.send(mapped)).rejects.toBeInstanceOf(BadRequestException);
  });
});
