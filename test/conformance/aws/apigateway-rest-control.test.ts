import { randomUUID } from "node:crypto";
import {
  BadRequestException,
  ConflictException,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateUsagePlanCommand,
  DeleteDeploymentCommand,
  DeleteResourceCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  GetDeploymentsCommand,
  GetIntegrationCommand,
  GetMethodCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetStagesCommand,
  GetTagsCommand,
  ImportRestApiCommand,
  NotFoundException,
  PutIntegrationCommand,
  PutMethodCommand,
  PutRestApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateResourceCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { expect, it } from "vitest";
import { functionUri } from "./api-gateway.js";
import { describeAws } from "./aws-under-test.js";
import { RestClient } from "./rest-api-client.js";

const uri = functionUri("arn:aws:lambda:us-east-1:000000000000:function:orders");

describeAws("REST APIs", (aws, differs) => {
  it("are made, changed, listed and deleted", async () => {
    const { client } = new RestClient(aws());
    const name = `shop-${randomUUID()}`;
    const made = await client.send(new CreateRestApiCommand({ name, description: "of orders" }));
    expect(made).toMatchObject({ name, description: "of orders", apiKeySource: "HEADER" });
    const { id: restApiId = "" } = made;
    expect(made.createdDate).toBeInstanceOf(Date);
    const patchOperations = [{ op: "replace" as const, path: "/description", value: "of everything" }];
    await client.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
    const read = await client.send(new GetRestApiCommand({ restApiId }));
    expect(read).toMatchObject({ name, description: "of everything" });
    const { items } = await client.send(new GetRestApisCommand({ limit: 500 }));
    expect(items?.map(({ id }) => id)).toContain(restApiId);
    await client.send(new DeleteRestApiCommand({ restApiId }));
    await expect(client.send(new GetRestApiCommand({ restApiId }))).rejects.toBeInstanceOf(NotFoundException);
  });

  it("have a tree of resources", async () => {
    const api = await RestClient.api(aws());
    const { client, restApiId } = api;
    const pets = await api.resource(api.root, "pets");
    const one = await api.resource(pets, "{petId}");
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }));
    expect(items.map(({ path }) => path).sort()).toEqual(["/", "/pets", "/pets/{petId}"]);
    expect(items.find(({ id }) => id === one)).toEqual({
      ...{ id: one, parentId: pets, pathPart: "{petId}", path: "/pets/{petId}" },
    });
    await client.send(new DeleteResourceCommand({ restApiId, resourceId: one }));
    const { items: left = [] } = await client.send(new GetResourcesCommand({ restApiId }));
    expect(left.map(({ path }) => path).sort()).toEqual(["/", "/pets"]);
  });

  differs(
    "what is below a resource goes with it, and a media type is the patch's path",
    "are changed as AWS does",
    async () => {
      const api = await RestClient.api(aws());
      const { client, restApiId } = api;
      const pets = await api.resource(api.root, "pets");
      await api.resource(pets, "{petId}");
      await client.send(new DeleteResourceCommand({ restApiId, resourceId: pets }));
      const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }));
      expect(items.map(({ path }) => path)).toEqual(["/"]);
      const patchOperations = [{ op: "add" as const, path: "/binaryMediaTypes/image~1png" }];
      const { binaryMediaTypes } = await client.send(
        new UpdateRestApiCommand({ restApiId, patchOperations }),
      );
      expect(binaryMediaTypes).toEqual(["image/png"]);
    },
  );

  differs(
    "a part once only, and paths that follow their parents",
    "refuse a part twice, and move paths",
    async () => {
      const api = await RestClient.api(aws());
      const { client, restApiId } = api;
      const pets = await api.resource(api.root, "pets");
      await api.resource(pets, "{petId}");
      const again = new CreateResourceCommand({ restApiId, parentId: api.root, pathPart: "pets" });
      await expect(client.send(again)).rejects.toBeInstanceOf(ConflictException);
      const bad = new CreateResourceCommand({ restApiId, parentId: api.root, pathPart: "a b" });
      await expect(client.send(bad)).rejects.toBeInstanceOf(BadRequestException);
      const patchOperations = [{ op: "replace" as const, path: "/pathPart", value: "dogs" }];
      await client.send(new UpdateResourceCommand({ restApiId, resourceId: pets, patchOperations }));
      const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }));
      expect(items.map(({ path }) => path)).toEqual(["/", "/dogs", "/dogs/{petId}"]);
    },
  );

  it("have methods with integrations", async () => {
    const api = await RestClient.api(aws());
    const { client } = api;
    const method = { restApiId: api.restApiId, resourceId: api.root, httpMethod: "ANY" };
    await client.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
    const type = "AWS_PROXY" as const;
    await client.send(new PutIntegrationCommand({ ...method, type, integrationHttpMethod: "POST", uri }));
    const shown = await client.send(new GetMethodCommand(method));
    expect(shown).toMatchObject({ httpMethod: "ANY", authorizationType: "NONE", apiKeyRequired: false });
    const integration = { type, httpMethod: "POST", uri };
    expect(shown.methodIntegration).toMatchObject(integration);
    expect(await client.send(new GetIntegrationCommand(method))).toMatchObject(integration);
  });

  it("are deployed to stages", async () => {
    const api = await RestClient.api(aws());
    const { client, restApiId } = api;
    await api.functionMethod(uri);
    const { id: deploymentId = "" } = await client.send(
      new CreateDeploymentCommand({ restApiId, stageName: "dev", variables: { table: "orders" } }),
    );
    expect(await client.send(new GetStageCommand({ restApiId, stageName: "dev" }))).toMatchObject({
      ...{ stageName: "dev", deploymentId, variables: { table: "orders" }, cacheClusterEnabled: false },
    });
    await client.send(new CreateStageCommand({ restApiId, stageName: "prod", deploymentId }));
    const patchOperations = [
      { op: "replace" as const, path: "/variables/table", value: "other" },
      { op: "replace" as const, path: "/*/*/throttling/burstLimit", value: "7" },
    ];
    await client.send(new UpdateStageCommand({ restApiId, stageName: "prod", patchOperations }));
    const prod = await client.send(new GetStageCommand({ restApiId, stageName: "prod" }));
    expect(prod.variables).toEqual({ table: "other" });
    expect(prod.methodSettings?.["*/*"]?.throttlingBurstLimit).toBe(7);
    const { item = [] } = await client.send(new GetStagesCommand({ restApiId }));
    expect(item.map(({ stageName }) => stageName).sort()).toEqual(["dev", "prod"]);
    const { items = [] } = await client.send(new GetDeploymentsCommand({ restApiId }));
    expect(items.map(({ id }) => id)).toEqual([deploymentId]);
    const gone = new DeleteDeploymentCommand({ restApiId, deploymentId });
    await expect(client.send(gone)).rejects.toBeInstanceOf(BadRequestException);
    for (const stageName of ["dev", "prod"])
      await client.send(new DeleteStageCommand({ restApiId, stageName }));
    await client.send(gone);
  });

  it("are not deployed without methods", async () => {
    const { client, restApiId } = await RestClient.api(aws());
    const deployed = client.send(new CreateDeploymentCommand({ restApiId }));
    await expect(deployed).rejects.toMatchObject({
      ...{ name: "BadRequestException", message: "The REST API doesn't contain any methods" },
    });
  });

  differs("tags by ARN; moto answers HTML", "have tags", async () => {
    const { client, restApiId } = await RestClient.api(aws());
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`;
    await client.send(new TagResourceCommand({ resourceArn, tags: { a: "1", b: "2" } }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
    expect((await client.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ b: "2" });
  });

  differs(
    "a document's integrations; moto answers HTML to ImportRestApi",
    "come from OpenAPI documents",
    async () => {
      const { client } = new RestClient(aws());
      const integration = { type: "aws_proxy", httpMethod: "POST", uri };
      const operation = { responses: {}, "x-amazon-apigateway-integration": integration };
      const paths = {
        "/orders": { post: operation },
        "/orders/{id}": { "x-amazon-apigateway-any-method": operation },
      };
      const document = { openapi: "3.0.1", info: { title: "imported", version: "1.0" }, paths };
      const body = Buffer.from(JSON.stringify(document));
      const { id: restApiId = "", name } = await client.send(new ImportRestApiCommand({ body }));
      expect(name).toBe("imported");
      const read = async () => {
        const command = new GetResourcesCommand({ restApiId, embed: ["methods"] });
        const { items = [] } = await client.send(command);
        const all = items.map(
          ({ path, resourceMethods = {} }) => [path, Object.keys(resourceMethods)] as const,
        );
        return { items, paths: Object.fromEntries(all.filter(([, verbs]) => verbs.length > 0)) };
      };
      const first = await read();
      expect(first.paths["/orders"]).toEqual(["POST"]);
      const method = first.items.find(({ path }) => path === "/orders")?.resourceMethods?.POST;
      expect(method?.methodIntegration).toMatchObject({ type: "AWS_PROXY", httpMethod: "POST", uri });
      const other = { ...document, paths: { "/others": { get: operation } } };
      const put = { restApiId, mode: "overwrite" as const, body: Buffer.from(JSON.stringify(other)) };
      await client.send(new PutRestApiCommand(put));
      expect((await read()).paths).toEqual({ "/others": ["GET"] });
    },
  );

  differs("nothing that is not emulated is taken", "refuse what is not emulated", async () => {
    const api = await RestClient.api(aws());
    const { client, restApiId } = api;
    await expect(client.send(new CreateUsagePlanCommand({ name: "x" }))).rejects.toMatchObject({
      name: "UnknownOperationException",
    });
    const method = { restApiId, resourceId: api.root, httpMethod: "GET" };
    for (const more of [
      { authorizationType: "AWS_IAM" },
      { authorizationType: "NONE", apiKeyRequired: true },
    ]) {
      const put = client.send(new PutMethodCommand({ ...method, ...more }));
      await expect(put).rejects.toMatchObject({ message: expect.stringContaining("not emulated by msx") });
    }
    await client.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
    const template = { "application/json": "$input.body" };
    const mock = new PutIntegrationCommand({ ...method, type: "MOCK", requestTemplates: template });
    await expect(client.send(mock)).rejects.toBeInstanceOf(BadRequestException);
    const wrong = { ...method, type: "AWS_PROXY" as const, integrationHttpMethod: "POST" };
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:orders";
    await expect(client.send(new PutIntegrationCommand({ ...wrong, uri: arn }))).rejects.toMatchObject({
      message: "AWS ARN for integration must contain path or action",
    });
  });
});
