import { randomBytes, randomUUID } from "node:crypto";
import type { HeaderField, ProxyAnswer } from "../../../proxy-events/exchange.js";
import type { ApiAddress } from "../execute-api/address.js";
import { type ApiServer, forbidden } from "../execute-api/execute-api.js";
import type { ReceivedRequest } from "../execute-api/receive-request.js";
import type { FunctionInvoker } from "../lambda/function-invoker.js";
import { failureAnswer, type GatewayFailure, missingToken, tooLarge } from "./gateway-response.js";
import { matchMethod } from "./match-method.js";
import type { RestApis } from "./rest-apis.js";
import { type Execution, runIntegration } from "./run-integration.js";

/** Serves the stages of REST APIs. */
export function serveRestApis(apis: RestApis, functions: FunctionInvoker): ApiServer {
  return {
    has: (apiId) => apis.api(apiId) !== undefined,
    async answer(address, request) {
      const requestId = randomUUID();
      const extendedRequestId = `${randomBytes(11).toString("base64url")}=`;
      const ids: readonly HeaderField[] = [
        ["x-amzn-RequestId", requestId],
        ["x-amz-apigw-id", extendedRequestId],
      ];
      const answer = await answerOf(apis, functions, address, request, { requestId, extendedRequestId });
      return { ...answer, headers: [...answer.headers, ...ids] };
    },
  };
}

async function answerOf(
  apis: RestApis,
  functions: FunctionInvoker,
  address: ApiAddress,
  request: ReceivedRequest,
  ids: Pick<Execution, "requestId" | "extendedRequestId">,
): Promise<ProxyAnswer> {
  const { stageName, path } = splitStage(address);
  const api = apis.api(address.apiId);
  const stage = apis.stage(address.apiId, stageName);
  const deployment = stage && apis.deployment(address.apiId, stage.deploymentId);
  if (api === undefined || stage === undefined || deployment === undefined) return forbidden;
  if (api.disableExecuteApiEndpoint) return forbidden;
  const { served } = deployment;
  const matched = matchMethod(served, request.method, path);
  const { body } = request;
  if (matched === undefined) return failureAnswer(missingToken, served);
  if (body === undefined) return failureAnswer(tooLarge, served);
  const execution: Execution = {
    ...ids,
    ...{ api, stage, served, deploymentId: deployment.id, ...matched, functions },
    request: { ...request, body, path, queryString: address.queryString },
    domainName: address.domainName,
  };
  const result = await runIntegration(execution);
  return isFailure(result) ? failureAnswer(result, served) : result;
}

function isFailure(result: ProxyAnswer | GatewayFailure): result is GatewayFailure {
  return "errorType" in result;
}

/** Slashes in front of a path count as one. */
function splitStage({ stage, path }: ApiAddress): { stageName: string; path: string } {
  const whole = path.replace(/^\/+/, "");
  if (stage !== undefined) return { stageName: stage, path: `/${whole}` };
  const [stageName = "", rest = ""] = whole.split(/\/(.*)/s);
  return { stageName, path: `/${rest.replace(/^\/+/, "")}` };
}
