import { newId } from "../execute-api/new-id.js";
import type { AwsCall, AwsOutput } from "../front/aws-service.js";
import type { RestApi } from "./rest-api.js";

/** An API with nothing but a root. */
export function newApi({ account, region }: AwsCall, name: string): RestApi {
  const rootResourceId = newId(10);
  return {
    ...{ id: newId(10), account, region, name, rootResourceId, apiKeySource: "HEADER" },
    createdDate: Math.floor(Date.now() / 1000),
    ...{ disableExecuteApiEndpoint: false, binaryMediaTypes: [], gatewayResponses: {} },
    endpointConfiguration: { types: ["EDGE"], ipAddressType: "ipv4" },
    resources: { [rootResourceId]: { id: rootResourceId, path: "/", resourceMethods: {} } },
  };
}

export function showApi(api: RestApi): AwsOutput {
  const { account: _, region: __, resources: ___, gatewayResponses: ____, ...shown } = api;
  const { binaryMediaTypes, ...rest } = shown;
  return { ...rest, ...(binaryMediaTypes.length > 0 && { binaryMediaTypes }) };
}
