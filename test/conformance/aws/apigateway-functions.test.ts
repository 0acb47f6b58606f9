import { CreateDeploymentCommand } from "@aws-sdk/client-api-gateway";
import { ApiGatewayV2Client, CreateApiCommand } from "@aws-sdk/client-apigatewayv2";
import { expect, it } from "vitest";
import { functionUri } from "./api-gateway.js";
import { clientOptions, describeAws } from "./aws-under-test.js";
import { Lambda } from "./lambda-client.js";
import { RestClient } from "./rest-api-client.js";

const code = `exports.handler = async (event) => {
  const { queryStringParameters: query, version = "rest" } = event;
  if (query?.fail) throw new Error("not today");
  return { statusCode: 201, headers: { "x-version": version }, body: "hello " + query?.name };
};`;

describeAws(
  "served APIs with real functions",
  (aws) => {
    const made = async (): Promise<string> => {
      const name = await new Lambda(aws()).function(code);
      return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
    };

    const seen = async (url: string) => {
      const answer = await fetch(`${url}?name=you`);
      const failed = await fetch(`${url}?fail=1`);
      return [answer.status, answer.headers.get("x-version"), await answer.text(), failed.status];
    };

    it("answer by a REST API", async () => {
      const api = await RestClient.api(aws());
      await api.functionMethod(functionUri(await made()));
      const { restApiId } = api;
      await api.client.send(new CreateDeploymentCommand({ restApiId, stageName: "dev" }));
      const url = `${aws().url}/restapis/${restApiId}/dev/_user_request_/`;
      expect(await seen(url)).toEqual([201, "rest", "hello you", 502]);
    });

    it("answer by an HTTP API", async () => {
      const client = new ApiGatewayV2Client(clientOptions(aws()));
      const Target = await made();
      const api = await client.send(new CreateApiCommand({ Name: "x", ProtocolType: "HTTP", Target }));
      expect(await seen(`${api.ApiEndpoint}/`)).toEqual([201, "2.0", "hello you", 500]);
    });
  },
  "moto's deployed APIs cannot be invoked",
);
