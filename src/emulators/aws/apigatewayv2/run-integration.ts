import { readHttpAnswerV1, readHttpAnswerV2 } from "../../../proxy-events/answer.js";
import { httpEventV1 } from "../../../proxy-events/event-v1.js";
import { httpEventV2 } from "../../../proxy-events/event-v2.js";
import type { ProxyAnswer, ProxyRequest } from "../../../proxy-events/exchange.js";
import { decodePath } from "../../../proxy-events/request-parts.js";
import { forwardHttp } from "../execute-api/forward-http.js";
import { invokeFunction } from "../execute-api/invoke-function.js";
import type { ReceivedRequest } from "../execute-api/receive-request.js";
import type { FunctionInvoker } from "../lambda/function-invoker.js";
import type { HttpApi, Integration, Route, Stage } from "./http-api.js";
import { functionArn } from "./integration-operations.js";

/** One request on its way through an HTTP API. */
export interface Execution {
  readonly api: HttpApi;
  readonly stage: Stage;
  readonly route: Route;
  readonly integration: Integration;
  /** Undecoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly request: ProxyRequest & Pick<ReceivedRequest, "signal">;
  readonly domainName: string;
  readonly requestId: string;
  readonly functions: FunctionInvoker;
}

/** Asks what stands behind a route. */
export function runIntegration(execution: Execution): Promise<ProxyAnswer> {
  const isFunction = execution.integration.integrationType === "AWS_PROXY";
  return isFunction ? runFunction(execution) : runHttp(execution);
}

/** An answer that API Gateway gives itself. */
export function failure(status: number, message: string): ProxyAnswer {
  const headers = [["content-type", "application/json"]] as const;
  return { status, headers, body: Buffer.from(JSON.stringify({ message })) };
}

const internalError = failure(500, "Internal Server Error");
const unavailable = failure(503, "Service Unavailable");

async function runFunction(execution: Execution): Promise<ProxyAnswer> {
  const { integration, stage, request, functions } = execution;
  const isV2 = integration.payloadFormatVersion === "2.0";
  const context = eventContext(execution);
  const invoked = await invokeFunction(functions, {
    functionArn: functionArn(withStageVariables(integration.integrationUri, stage)) ?? "",
    event: isV2 ? httpEventV2(request, context) : httpEventV1(request, context),
    timeoutMs: integration.timeoutInMillis,
  });
  if (invoked.kind === "timeout") return unavailable;
  if (invoked.kind === "refused" && invoked.code === "TooManyRequestsException") return unavailable;
  if (invoked.kind !== "answered") return internalError;
  const answer = isV2 ? readHttpAnswerV2(invoked.payload) : readHttpAnswerV1(invoked.payload);
  return answer ?? internalError;
}

function eventContext({ api, stage, route, pathParameters, domainName, requestId }: Execution) {
  const decoded = Object.entries(pathParameters).map(([name, value]) => [name, decodePath(value)]);
  const hasVariables = Object.keys(stage.stageVariables).length > 0;
  return {
    ...{ accountId: api.account, apiId: api.id, stage: stage.stageName, requestId, domainName },
    ...{ time: new Date(), routeKey: route.routeKey },
    ...(hasVariables && { stageVariables: stage.stageVariables }),
    ...(decoded.length > 0 && { pathParameters: Object.fromEntries(decoded) }),
  };
}

async function runHttp(execution: Execution): Promise<ProxyAnswer> {
  const { integration, request } = execution;
  const method = integration.integrationMethod === "ANY" ? request.method : integration.integrationMethod;
  const forwarded = await forwardHttp({
    ...{ url: urlOf(execution), method: method ?? request.method, headers: request.headers },
    ...{ body: request.body, signal: request.signal, timeoutMs: integration.timeoutInMillis },
  });
  if (forwarded.kind === "timeout") return unavailable;
  return forwarded.kind === "failed" ? internalError : forwarded.answer;
}

/** The integration's URL, its variables filled in; the `$default` route's request keeps its whole path behind it. */
function urlOf({ integration, stage, route, request, pathParameters }: Execution): string {
  let url = withStageVariables(integration.integrationUri, stage);
  for (const [name, value] of Object.entries(pathParameters)) {
    url = url.replaceAll(`{${name}}`, () => value).replaceAll(`{${name}+}`, () => value);
  }
  if (route.routeKey === "$default") url = `${url.replace(/\/+$/, "")}${request.path}`;
  if (request.queryString === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${request.queryString}`;
}

function withStageVariables(text: string, { stageVariables }: Stage): string {
  return text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => stageVariables[name] ?? "");
}
