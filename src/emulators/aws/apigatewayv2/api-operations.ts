import { apiUrl } from "../execute-api/address.js";
import { badRequest, notFound, refused } from "../execute-api/gateway-error.js";
import { newId } from "../execute-api/new-id.js";
import { defined, optionalBoolean, refuseMembers, requiredText } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsCall, AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalRecord, optionalText, textMap } from "../front/read-input.js";
import { readCors } from "./cors.js";
import type { HttpApi } from "./http-api.js";
import { apiOf, deployTo, type HttpApis, now, putApi } from "./http-apis.js";
import { readIntegration } from "./integration-operations.js";
import { pageOf } from "./page.js";
import { readRoute } from "./route-operations.js";
import { newStage } from "./stage-operations.js";

const one = "/v2/apis/{apiId}";

/** What is done with HTTP APIs themselves, but for importing them. */
export function apiRoutes(apis: HttpApis): readonly RestRoute[] {
  return [
    ["POST", "/v2/apis", 201, (call) => createApi(apis, call)],
    [
      ...(["GET", "/v2/apis", 200] as const),
      (call) =>
        pageOf(
          apis.apis(call.account, call.region).map((api) => showApi(api, call)),
          call.query,
        ),
    ],
    ["GET", one, 200, (call) => showApi(apiOf(apis, call), call)],
    ["PATCH", one, 200, (call) => updateApi(apis, call)],
    [
      ...(["DELETE", one, 204] as const),
      (call) => {
        apis.change({ type: "delete-api", id: apiOf(apis, call).id });
        return undefined;
      },
    ],
    [
      ...(["DELETE", `${one}/cors`, 204] as const),
      (call) => {
        const { corsConfiguration, ...api } = apiOf(apis, call);
        if (corsConfiguration === undefined) throw notFound("Unable to find cors configuration");
        putApi(apis, api);
        return undefined;
      },
    ],
  ];
}

/** An API with nothing in it. */
export function newApi({ account, region }: AwsCall, name: string): HttpApi {
  return {
    ...{ id: newId(10), account, region, name, createdDate: now(), disableExecuteApiEndpoint: false },
    ...{ tags: {}, routes: {}, integrations: {} },
  };
}

function createApi(apis: HttpApis, call: RestCall): AwsOutput {
  const { input } = call;
  const protocol = requiredText(input, "protocolType");
  if (protocol !== "HTTP") throw refused(`protocolType ${protocol}`);
  refuseMembers(input, ["disableSchemaValidation"]);
  checkExpressions(input);
  const cors = optionalRecord(input, "corsConfiguration");
  const target = optionalText(input, "target");
  const base: HttpApi = {
    ...newApi(call, requiredText(input, "name")),
    ...defined({ description: optionalText(input, "description"), version: optionalText(input, "version") }),
    disableExecuteApiEndpoint: optionalBoolean(input, "disableExecuteApiEndpoint") ?? false,
    tags: textMap(input, "tags"),
    ...(cors !== undefined && { corsConfiguration: readCors(cors) }),
  };
  const api = target === undefined ? base : withTarget(base, target, input);
  putApi(apis, api);
  if (target !== undefined)
    deployTo(apis, api, { ...newStage("$default", { autoDeploy: true }), ...managed });
  return showApi(api, call);
}

const managed = { apiGatewayManaged: true };

/** What "quick create" makes besides: an integration and a route to it. */
function withTarget(api: HttpApi, target: string, input: AwsInput): HttpApi {
  const isFunction = target.startsWith("arn:");
  const integration = {
    ...readIntegration({
      ...{ integrationType: isFunction ? "AWS_PROXY" : "HTTP_PROXY", integrationUri: target },
      payloadFormatVersion: isFunction ? "2.0" : "1.0",
      ...(!isFunction && { integrationMethod: "ANY" }),
      credentialsArn: input.credentialsArn,
    }),
    ...managed,
  };
  const { integrationId } = integration;
  const routeKey = optionalText(input, "routeKey") ?? "$default";
  const integrations = { [integrationId]: integration };
  const route = {
    ...readRoute({ ...api, integrations }, { routeKey, target: `integrations/${integrationId}` }),
    ...managed,
  };
  return { ...api, integrations, routes: { [route.routeId]: route } };
}

function updateApi(apis: HttpApis, call: RestCall): AwsOutput {
  const { input } = call;
  const api = apiOf(apis, call);
  refuseMembers(input, ["disableSchemaValidation", "target", "routeKey", "credentialsArn"]);
  checkExpressions(input);
  const name = optionalText(input, "name");
  if (name === "") throw badRequest("name is required");
  const cors = optionalRecord(input, "corsConfiguration");
  const next: HttpApi = {
    ...api,
    ...defined({ name, description: optionalText(input, "description") }),
    ...defined({ version: optionalText(input, "version") }),
    ...defined({ disableExecuteApiEndpoint: optionalBoolean(input, "disableExecuteApiEndpoint") }),
    ...(cors !== undefined && { corsConfiguration: readCors(cors) }),
  };
  putApi(apis, next);
  return showApi(next, call);
}

/** Both are fixed for HTTP APIs. */
function checkExpressions(input: AwsInput): void {
  const { route, apiKey } = expressions;
  if ((optionalText(input, "routeSelectionExpression") ?? route) !== route) {
    throw badRequest("Invalid route selection expression");
  }
  if ((optionalText(input, "apiKeySelectionExpression") ?? apiKey) !== apiKey) {
    throw badRequest("Invalid api key selection expression");
  }
}

const expressions = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: AWS's own expression
  route: "${request.method} ${request.path}",
  apiKey: "$request.header.x-api-key",
};

export function showApi(api: HttpApi, { endpoint }: AwsCall): AwsOutput {
  const { id, account: _, region: __, routes: ___, integrations: ____, ...shown } = api;
  return {
    ...{ apiId: id, apiEndpoint: apiUrl(endpoint, id), protocolType: "HTTP", ipAddressType: "ipv4" },
    ...{ routeSelectionExpression: expressions.route, apiKeySelectionExpression: expressions.apiKey },
    ...shown,
  };
}
