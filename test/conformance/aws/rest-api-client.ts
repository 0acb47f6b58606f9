import {
  APIGatewayClient,
  CreateResourceCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import { type AwsUnderTest, clientOptions } from "./aws-under-test.js";

/** The SDK's own client, and what most tests do with it first. */
export class RestClient {
  readonly client: APIGatewayClient;
  restApiId = "";
  /** The root resource. */
  root = "";

  constructor(aws: Pick<AwsUnderTest, "url">) {
    this.client = new APIGatewayClient(clientOptions(aws));
  }

  /** With a new API. */
  static async api(aws: Pick<AwsUnderTest, "url">): Promise<RestClient> {
    const made = new RestClient(aws);
    const answer = await made.client.send(new CreateRestApiCommand({ name: "shop" }));
    made.restApiId = answer.id ?? "";
    made.root = answer.rootResourceId ?? "";
    return made;
  }

  /** A new resource. @returns its id */
  async resource(parentId: string, pathPart: string): Promise<string> {
    const { restApiId } = this;
    const command = new CreateResourceCommand({ restApiId, parentId, pathPart });
    return (await this.client.send(command)).id ?? "";
  }

  /** `GET /`, answered by a function. */
  async functionMethod(uri: string): Promise<void> {
    const method = { restApiId: this.restApiId, resourceId: this.root, httpMethod: "GET" };
    await this.client.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
    const integration = { type: "AWS_PROXY" as const, integrationHttpMethod: "POST", uri };
    await this.client.send(new PutIntegrationCommand({ ...method, ...integration }));
  }
}
