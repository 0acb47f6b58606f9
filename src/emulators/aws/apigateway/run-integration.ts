import { readRestAnswer } from "../../../proxy-events/answer.js";
import { restEvent } from "../../../proxy-events/event-v1.js";
import { headerValue, type ProxyAnswer, type ProxyRequest } from "../../../proxy-events/exchange.js";
import { firstMediaType, isBinaryMediaType } from "../../../proxy-events/media-type.js";
import { forwardHttp } from "../execute-api/forward-http.js";
import { invokeFunction } from "../execute-api/invoke-function.js";
import type { ReceivedRequest } from "../execute-api/receive-request.js";
import type { FunctionInvoker } from "../lambda/function-invoker.js";
import { endpointTimeout, type GatewayFailure, internalError, tooLarge } from "./gateway-response.js";
import { mapRequest, withStageVariables } from "./map-request.js";
import type { MatchedMethod } from "./match-method.js";
import { answerMock } from "./mock-integration.js";
import { functionOf } from "./read-integration.js";
import { remapHeaders } from "./remap-headers.js";
import type { RestApi, Served, Stage } from "./rest-api.js";

/** One request on its way through a REST API. */
export interface Execution extends MatchedMethod {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly served: Served;
  readonly deploymentId: string;
  readonly request: ProxyRequest & Pick<ReceivedRequest, "signal" | "traceId">;
  readonly domainName: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly functions: FunctionInvoker;
}

/** Asks what stands behind a method. */
export async function runIntegration(execution: Execution): Promise<ProxyAnswer | GatewayFailure> {
  const { type } = execution.integration;
  if (type === "MOCK") return answerMock(execution);
  const result = type === "AWS_PROXY" ? await runFunction(execution) : await runHttp(execution);
  return "errorType" in result ? result : { ...result, headers: remapHeaders(result.headers) };
}

async function runFunction(execution: Execution): Promise<ProxyAnswer | GatewayFailure> {
  const { integration, stage, request, functions, served } = execution;
  const functionArn = withStageVariables(functionOf(integration.uri ?? "") ?? "", stage);
  // Lambda takes nothing but POST; AWS finds that out when the method is called.
  if (integration.httpMethod !== "POST") return internalError(500);
  const { timeoutInMillis: timeoutMs } = integration;
  const event = restEvent(request, eventContext(execution));
  const invoked = await invokeFunction(functions, { functionArn, event, timeoutMs });
  if (invoked.kind === "timeout") return endpointTimeout;
  if (invoked.kind === "failed") return internalError(502);
  if (invoked.kind === "refused") {
    if (invoked.code === "RequestTooLargeException") return tooLarge;
    return internalError(invoked.code === "ResourceNotFoundException" ? 500 : 502);
  }
  const accepted = firstMediaType(headerValue(request.headers, "accept"));
  const decodesBase64 = isBinaryMediaType(accepted, served.binaryMediaTypes);
  const answer = readRestAnswer(invoked.payload, { decodesBase64 });
  if (answer === undefined) return internalError(502);
  return { ...answer, headers: [...answer.headers, ["X-Amzn-Trace-Id", request.traceId]] };
}

function eventContext(execution: Execution) {
  const { api, stage, resource, deploymentId, domainName, requestId, extendedRequestId } = execution;
  const { pathParameters, served } = execution;
  return {
    ...{ accountId: api.account, apiId: api.id, stage: stage.stageName, requestId, extendedRequestId },
    ...{ time: new Date(), domainName, deploymentId, resourceId: resource.id, resourcePath: resource.path },
    ...(stage.variables !== undefined && { stageVariables: stage.variables }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    binaryMediaTypes: served.binaryMediaTypes,
  };
}

async function runHttp(execution: Execution): Promise<ProxyAnswer | GatewayFailure> {
  const { integration, request } = execution;
  const { url, headers } = mapRequest(execution);
  const method = integration.httpMethod === "ANY" ? request.method : (integration.httpMethod ?? "GET");
  const forwarded = await forwardHttp({
    ...{ url, method, headers, body: request.body, signal: request.signal },
    timeoutMs: integration.timeoutInMillis,
  });
  if (forwarded.kind === "timeout") return endpointTimeout;
  return forwarded.kind === "failed" ? internalError(500) : forwarded.answer;
}
