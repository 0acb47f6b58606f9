import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateDeploymentCommand,
  DeleteRestApiCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetStageCommand,
  NotFoundException,
  PutIntegrationCommand,
  PutMethodCommand,
  TagResourceCommand,
} from "@aws-sdk/client-api-gateway";
import { ApiGatewayV2Client, CreateApiCommand, GetRoutesCommand } from "@aws-sdk/client-apigatewayv2";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { clientOptions } from "./aws-under-test.js";
import { RestClient } from "./rest-api-client.js";

// The built command, ended with `kill -9`; it comes back on the same port.
let emulator: EmulatorProcess;
let aws: { readonly url: string };
let behind: Server;
beforeEach(async () => {
  emulator = new EmulatorProcess("aws", tempFolder());
  aws = await emulator.start();
  behind = createServer((req, res) => res.end(`asked ${req.url}`));
  await new Promise<void>((resolve) => behind.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  behind.closeAllConnections();
  behind.close();
  await emulator.kill();
});

const backend = (path: string): string => {
  const { port } = behind.address() as AddressInfo;
  return `http://127.0.0.1:${port}${path}`;
};

it("keeps REST APIs, what of them is deployed, and forgets those that were deleted", async () => {
  const api = await RestClient.api(aws);
  const deleted = await RestClient.api(aws);
  const { client, restApiId, root: resourceId } = api;
  const method = { restApiId, resourceId, httpMethod: "GET" };
  const put = (uri: string) =>
    client.send(
      new PutIntegrationCommand({ ...method, type: "HTTP_PROXY", integrationHttpMethod: "GET", uri }),
    );
  await client.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
  await put(backend("/first"));
  await client.send(
    new CreateDeploymentCommand({ restApiId, stageName: "dev", variables: { table: "orders" } }),
  );
  await put(backend("/second"));
  await api.resource(resourceId, "orders");
  const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`;
  await client.send(new TagResourceCommand({ resourceArn, tags: { a: "1" } }));
  await client.send(new DeleteRestApiCommand({ restApiId: deleted.restApiId }));
  const state = async () => {
    const { $metadata: _, ...shown } = await client.send(new GetRestApiCommand({ restApiId }));
    const { items } = await client.send(new GetResourcesCommand({ restApiId, embed: ["methods"] }));
    const stage = await client.send(new GetStageCommand({ restApiId, stageName: "dev" }));
    const served = await fetch(`${aws.url}/restapis/${restApiId}/dev/_user_request_/`);
    return { shown, items, stage: { ...stage, $metadata: undefined }, said: await served.text() };
  };
  const before = await state();
  expect(before.said).toBe("asked /first");
  await emulator.killAndRestart();
  expect(await state()).toEqual(before);
  const gone = client.send(new GetRestApiCommand({ restApiId: deleted.restApiId }));
  await expect(gone).rejects.toBeInstanceOf(NotFoundException);
});

it("keeps HTTP APIs", async () => {
  const client = new ApiGatewayV2Client(clientOptions(aws));
  const Target = backend("/base");
  const made = await client.send(new CreateApiCommand({ Name: "shop", ProtocolType: "HTTP", Target }));
  const { ApiId = "" } = made;
  const routes = async () => (await client.send(new GetRoutesCommand({ ApiId }))).Items;
  const before = await routes();
  await emulator.killAndRestart();
  expect(await routes()).toEqual(before);
  expect(await (await fetch(`${made.ApiEndpoint}/a?b=c`)).text()).toBe("asked /base/a?b=c");
});
