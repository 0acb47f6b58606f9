import { randomUUID } from "node:crypto";
import type { ProxyAnswer } from "../../../proxy-events/exchange.js";
import type { ApiAddress } from "../execute-api/address.js";
import type { ApiServer } from "../execute-api/execute-api.js";
import type { ReceivedRequest } from "../execute-api/receive-request.js";
import type { FunctionInvoker } from "../lambda/function-invoker.js";
import { isPreflight, preflightAnswer, withCors } from "./cors.js";
import type { Stage } from "./http-api.js";
import type { HttpApis } from "./http-apis.js";
import { matchRoute } from "./match-route.js";
import { failure, runIntegration } from "./run-integration.js";

/** Serves the stages of HTTP APIs. */
export function serveHttpApis(apis: HttpApis, functions: FunctionInvoker): ApiServer {
  return {
    has: (apiId) => apis.api(apiId) !== undefined,
    async answer(address, request) {
      const requestId = randomUUID();
      const answer = await answerOf(apis, functions, address, request, requestId);
      return { ...answer, headers: [...answer.headers, ["apigw-requestid", requestId]] };
    },
  };
}

async function answerOf(
  apis: HttpApis,
  functions: FunctionInvoker,
  address: ApiAddress,
  request: ReceivedRequest,
  requestId: string,
): Promise<ProxyAnswer> {
  const notFound = failure(404, "Not Found");
  const api = apis.api(address.apiId);
  const { stage, path } = splitStage(apis, address);
  const deployment = apis.deployment(address.apiId, stage?.deploymentId ?? "");
  if (api === undefined || stage === undefined || deployment === undefined) return notFound;
  if (api.disableExecuteApiEndpoint) return notFound;
  const { served } = deployment;
  const { corsConfiguration: cors } = served;
  const { method, headers, body } = request;
  if (cors !== undefined && isPreflight(method, headers)) return preflightAnswer(cors, headers);
  const matched = matchRoute(served, method, path);
  const { integration } = matched ?? {};
  const answered =
    matched === undefined || integration === undefined
      ? notFound
      : body === undefined
        ? failure(413, "Request Entity Too Large")
        : await runIntegration({
            ...{ api, stage, route: matched.route, integration, functions, requestId },
            pathParameters: matched.pathParameters,
            request: { ...request, body, path, queryString: address.queryString },
            domainName: address.domainName,
          });
  return cors === undefined ? answered : withCors(answered, cors, headers);
}

/** A stage's name in front of the path goes before `$default`. */
function splitStage(
  apis: HttpApis,
  { apiId, stage: said, path }: ApiAddress,
): { stage?: Stage; path: string } {
  const whole = path === "" ? "/" : path;
  if (said !== undefined) {
    const stage = apis.stage(apiId, said);
    return { path: whole, ...(stage !== undefined && { stage }) };
  }
  const [, name = "", rest = ""] = /^\/([^/]+)(\/.*|$)/.exec(whole) ?? [];
  const named = name === "$default" ? undefined : apis.stage(apiId, name);
  if (named !== undefined) return { stage: named, path: rest === "" ? "/" : rest };
  const last = apis.stage(apiId, "$default");
  return { path: whole, ...(last !== undefined && { stage: last }) };
}
