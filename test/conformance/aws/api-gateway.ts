import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { createApiGateway } from "../../../src/emulators/aws/apigateway/apigateway-service.js";
import { createRestApis } from "../../../src/emulators/aws/apigateway/rest-apis.js";
import { serveRestApis } from "../../../src/emulators/aws/apigateway/serve-rest-apis.js";
import { createApiGatewayV2 } from "../../../src/emulators/aws/apigatewayv2/apigatewayv2-service.js";
import { createHttpApis } from "../../../src/emulators/aws/apigatewayv2/http-apis.js";
import { serveHttpApis } from "../../../src/emulators/aws/apigatewayv2/serve-http-apis.js";
import { createExecuteApi } from "../../../src/emulators/aws/execute-api/execute-api.js";
import { AwsError } from "../../../src/emulators/aws/front/aws-error.js";
import { createFront } from "../../../src/emulators/aws/front/front-server.js";
import type { FunctionAnswer, FunctionInvoker } from "../../../src/emulators/aws/lambda/function-invoker.js";
import { httpUrl, listen } from "../../../src/emulators/listen.js";
import { clientOptions } from "./aws-under-test.js";

// biome-ignore lint/suspicious/noExplicitAny: an event is whatever API Gateway made of a request
type Handler = (event: any) => unknown;

/** API Gateway alone, with functions that are handlers of the test's own. */
export class ApiGatewayUnderTest {
  readonly #handlers = new Map<string, Handler>();
  #server: Server | undefined;
  url = "";

  async start(): Promise<void> {
    const functions: FunctionInvoker = {
      has: (arn) => this.#handlers.has(arn),
      invoke: (arn, payload) => this.#invoke(arn, payload),
      enqueue: () => false,
    };
    const [restApis, httpApis] = [createRestApis(), createHttpApis()];
    const httpApiService = createApiGatewayV2(httpApis);
    const direct = createExecuteApi([serveRestApis(restApis, functions), serveHttpApis(httpApis, functions)]);
    const services = [createApiGateway(restApis, httpApiService), httpApiService];
    const { server } = createFront({ services, direct, settled: async () => undefined });
    this.#server = server;
    this.url = httpUrl(await listen(server, { name: "aws", host: "127.0.0.1", port: 0 }));
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  get rest(): APIGatewayClient {
    return new APIGatewayClient(clientOptions(this));
  }

  get http(): ApiGatewayV2Client {
    return new ApiGatewayV2Client(clientOptions(this));
  }

  /** A function that answers as the handler does. @returns its ARN */
  function(handler: Handler): string {
    const arn = `arn:aws:lambda:us-east-1:000000000000:function:f-${randomUUID()}`;
    this.#handlers.set(arn, handler);
    return arn;
  }

  async #invoke(arn: string, payload: Buffer): Promise<FunctionAnswer> {
    const handler = this.#handlers.get(arn);
    if (handler === undefined) throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`);
    const executedVersion = "$LATEST";
    try {
      const answer = await handler(JSON.parse(payload.toString("utf8")));
      return { payload: Buffer.from(JSON.stringify(answer ?? null)), executedVersion };
    } catch (error) {
      const failed = { errorMessage: String(error), errorType: "Error" };
      return { payload: Buffer.from(JSON.stringify(failed)), functionError: "Unhandled", executedVersion };
    }
  }
}

/** As REST APIs name a function. */
export function functionUri(arn: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
}
