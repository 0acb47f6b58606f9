import { badRequest, refused } from "../execute-api/gateway-error.js";
import { type OpenApiDocument, readOpenApi } from "../execute-api/openapi.js";
import { defined } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsInput } from "../front/aws-service.js";
import { optionalRecord, optionalText } from "../front/read-input.js";
import { newApi, showApi } from "./api-operations.js";
import { readCors } from "./cors.js";
import type { HttpApi, Integration } from "./http-api.js";
import { apiOf, type HttpApis, putApi } from "./http-apis.js";
import { readIntegration } from "./integration-operations.js";
import { readRoute } from "./route-operations.js";

/** APIs from OpenAPI 3 documents. */
export function importRoutes(apis: HttpApis): readonly RestRoute[] {
  return [
    [
      ...(["PUT", "/v2/apis", 201] as const),
      (call) => {
        const document = read(call);
        const api = withDocument(newApi(call, document.title), document);
        putApi(apis, api);
        return showApi(api, call);
      },
    ],
    [
      ...(["PUT", "/v2/apis/{apiId}", 201] as const),
      (call) => {
        const api = withDocument({ ...apiOf(apis, call), routes: {}, integrations: {} }, read(call));
        putApi(apis, api);
        return showApi(api, call);
      },
    ],
  ];
}

function read(call: RestCall): OpenApiDocument {
  const mode = call.query.get("basepath") ?? "ignore";
  if (mode !== "ignore") throw refused(`basepath ${mode}`);
  const document = readOpenApi(optionalText(call.input, "body") ?? "");
  if (typeof document.document.openapi !== "string") throw badRequest("Only OpenAPI 3.0 is supported");
  if (document.title === "") throw badRequest("Missing required field 'title' in 'info'");
  return document;
}

function withDocument(before: HttpApi, read: OpenApiDocument): HttpApi {
  const { document, title, version, description } = read;
  const cors = optionalRecord(document, "x-amazon-apigateway-cors");
  let api: HttpApi = {
    ...{ ...before, name: title },
    ...defined({ version, description }),
    ...(cors !== undefined && { corsConfiguration: readCors(cors) }),
  };
  // What several operations name by one reference is one integration.
  const shared = new Map<AwsInput, Integration>();
  for (const { path, verb, integration: said } of read.operations) {
    // `/$default` is how a document writes the route that takes what no other does.
    const routeKey = path === "/$default" ? "$default" : `${verb} ${path}`;
    const integration = said && (shared.get(said) ?? integrationFrom(said));
    if (said !== undefined && integration !== undefined) {
      shared.set(said, integration);
      api = { ...api, integrations: { ...api.integrations, [integration.integrationId]: integration } };
    }
    const target = integration && { target: `integrations/${integration.integrationId}` };
    const route = readRoute(api, { routeKey, ...target });
    api = { ...api, routes: { ...api.routes, [route.routeId]: route } };
  }
  return api;
}

/** The extension has other names for what CreateIntegration takes. */
function integrationFrom(said: AwsInput): Integration {
  const { type, uri, httpMethod, credentials, ...more } = said;
  const integrationType = String(type ?? "").toUpperCase();
  const integrationMethod = integrationType === "AWS_PROXY" ? "POST" : httpMethod;
  return readIntegration({
    ...more,
    ...{ integrationType, integrationUri: uri, integrationMethod, credentialsArn: credentials },
  });
}
