import { badRequest, conflict, notFound, refused } from "../execute-api/gateway-error.js";
import { newId } from "../execute-api/new-id.js";
import { defined, refuseMembers } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import type { HttpApi, Route } from "./http-api.js";
import { apiOf, type HttpApis, putApi } from "./http-apis.js";
import { pageOf } from "./page.js";

const one = "/v2/apis/{apiId}/routes/{routeId}";

/** Which requests go to which integration. */
export function routeRoutes(apis: HttpApis): readonly RestRoute[] {
  const put = (api: HttpApi, route: Route): AwsOutput => {
    putApi(apis, { ...api, routes: { ...api.routes, [route.routeId]: route } });
    return { ...route };
  };
  return [
    [
      ...(["POST", "/v2/apis/{apiId}/routes", 201] as const),
      (call) => {
        const api = apiOf(apis, call);
        return put(api, readRoute(api, call.input));
      },
    ],
    [
      ...(["GET", "/v2/apis/{apiId}/routes", 200] as const),
      (call) => {
        const all = Object.values(apiOf(apis, call).routes);
        return pageOf(
          all.map((route) => ({ ...route })),
          call.query,
        );
      },
    ],
    ["GET", one, 200, (call) => ({ ...routeOf(apis, call) })],
    [
      ...(["PATCH", one, 200] as const),
      (call) => {
        const api = apiOf(apis, call);
        const known = routeOf(apis, call);
        const { routeId, apiGatewayManaged } = known;
        const { [routeId]: _, ...others } = api.routes;
        const next = readRoute({ ...api, routes: others }, { ...known, ...call.input });
        return put(api, { ...next, routeId, ...defined({ apiGatewayManaged }) });
      },
    ],
    [
      ...(["DELETE", one, 204] as const),
      (call) => {
        const api = apiOf(apis, call);
        const { [routeOf(apis, call).routeId]: _, ...routes } = api.routes;
        putApi(apis, { ...api, routes });
        return undefined;
      },
    ],
  ];
}

/** A new route by CreateRoute's members. Throws AwsError for what is not emulated. */
export function readRoute(api: HttpApi, input: AwsInput): Route {
  const routeKey = optionalText(input, "routeKey") ?? "";
  const isRoute =
    /^(GET|PUT|POST|DELETE|PATCH|OPTIONS|HEAD|ANY) \/(?:[^{}\s]|\{[\w.:-]+\}|\{[\w.:-]+\+\}$)*$/;
  if (routeKey !== "$default" && !isRoute.test(routeKey)) {
    throw badRequest(
      `The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"`,
    );
  }
  if (Object.values(api.routes).some((route) => route.routeKey === routeKey)) {
    throw conflict(`Route with key ${routeKey} already exists for this API`);
  }
  const type = optionalText(input, "authorizationType") ?? "NONE";
  if (type !== "NONE") throw refused(`authorizationType ${type}`);
  refuseMembers(input, ["apiKeyRequired", "authorizerId", "authorizationScopes", "requestModels"]);
  refuseMembers(input, ["requestParameters", "modelSelectionExpression", "routeResponseSelectionExpression"]);
  const target = optionalText(input, "target");
  const integrationId = target?.replace(/^integrations\//, "") ?? "";
  if (target !== undefined && !Object.hasOwn(api.integrations, integrationId)) {
    throw badRequest(`Invalid integration identifier specified: ${integrationId}`);
  }
  return {
    ...{ routeId: newId(7), routeKey, authorizationType: "NONE", apiKeyRequired: false },
    ...defined({ target, operationName: optionalText(input, "operationName") }),
  };
}

function routeOf(apis: HttpApis, call: RestCall): Route {
  const { routeId = "" } = call.params;
  const { routes } = apiOf(apis, call);
  const found = Object.hasOwn(routes, routeId) ? routes[routeId] : undefined;
  if (found === undefined) throw notFound("Invalid Route identifier specified");
  return found;
}
