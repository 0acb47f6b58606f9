import { badRequest, conflict, notFound, refused } from "../execute-api/gateway-error.js";
import { newId } from "../execute-api/new-id.js";
import { defined, refuseMembers } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalInteger, optionalText } from "../front/read-input.js";
import type { HttpApi, Integration } from "./http-api.js";
import { apiOf, type HttpApis, putApi } from "./http-apis.js";
import { pageOf } from "./page.js";

const one = "/v2/apis/{apiId}/integrations/{integrationId}";

/** What stands behind routes. */
export function integrationRoutes(apis: HttpApis): readonly RestRoute[] {
  const put = (api: HttpApi, integration: Integration): AwsOutput => {
    const integrations = { ...api.integrations, [integration.integrationId]: integration };
    putApi(apis, { ...api, integrations });
    return { ...integration };
  };
  return [
    [
      ...(["POST", "/v2/apis/{apiId}/integrations", 201] as const),
      (call) => put(apiOf(apis, call), readIntegration(call.input)),
    ],
    [
      ...(["GET", "/v2/apis/{apiId}/integrations", 200] as const),
      (call) => {
        const all = Object.values(apiOf(apis, call).integrations);
        return pageOf(
          all.map((integration) => ({ ...integration })),
          call.query,
        );
      },
    ],
    ["GET", one, 200, (call) => ({ ...integrationOf(apis, call) })],
    [
      ...(["PATCH", one, 200] as const),
      (call) => {
        const known = integrationOf(apis, call);
        const { integrationId, apiGatewayManaged } = known;
        const next = readIntegration({ ...known, ...call.input });
        return put(apiOf(apis, call), { ...next, integrationId, ...defined({ apiGatewayManaged }) });
      },
    ],
    [
      ...(["DELETE", one, 204] as const),
      (call) => {
        const api = apiOf(apis, call);
        const { integrationId } = integrationOf(apis, call);
        const target = `integrations/${integrationId}`;
        if (Object.values(api.routes).some((route) => route.target === target)) {
          throw conflict(
            `Cannot delete Integration '${integrationId}'. Integration is referenced by Routes.`,
          );
        }
        const { [integrationId]: _, ...integrations } = api.integrations;
        putApi(apis, { ...api, integrations });
        return undefined;
      },
    ],
  ];
}

/** A new integration by CreateIntegration's members. Throws AwsError for what is not emulated. */
export function readIntegration(input: AwsInput): Integration {
  const type = optionalText(input, "integrationType") ?? "";
  if (type !== "AWS_PROXY" && type !== "HTTP_PROXY") {
    if (["AWS", "HTTP", "MOCK"].includes(type)) {
      throw badRequest(`IntegrationType ${type} is not supported for HTTP APIs`);
    }
    throw badRequest("Invalid integration type specified");
  }
  if ((optionalText(input, "connectionType") ?? "INTERNET") !== "INTERNET")
    throw refused("connectionType VPC_LINK");
  refuseMembers(input, ["connectionId", "integrationSubtype", "requestParameters", "responseParameters"]);
  refuseMembers(input, [
    "requestTemplates",
    "templateSelectionExpression",
    "tlsConfig",
    "contentHandlingStrategy",
  ]);
  const payloadFormatVersion = optionalText(input, "payloadFormatVersion") ?? "1.0";
  const versions = type === "AWS_PROXY" ? ["1.0", "2.0"] : ["1.0"];
  if (!versions.includes(payloadFormatVersion)) {
    throw badRequest(`PayloadFormatVersion ${payloadFormatVersion} is not supported for ${type}`);
  }
  const timeoutInMillis = optionalInteger(input, "timeoutInMillis") ?? 30_000;
  if (timeoutInMillis < 50 || timeoutInMillis > 30_000) {
    throw badRequest("Timeout should be between 50 ms and 30000 ms");
  }
  const integrationUri = optionalText(input, "integrationUri") ?? "";
  const integrationMethod = optionalText(input, "integrationMethod") ?? (type === "AWS_PROXY" ? "POST" : "");
  if (type === "AWS_PROXY" && functionArn(integrationUri) === undefined) {
    throw badRequest("Invalid Integration URI specified: it must be the ARN of a Lambda function");
  }
  if (type === "HTTP_PROXY" && !/^https?:\/\/.+/.test(integrationUri))
    throw badRequest("Invalid HTTP endpoint specified for URI");
  if (integrationMethod === "") throw badRequest("HttpMethod must be specified for HTTP_PROXY integrations");
  return {
    ...{ integrationId: newId(7), integrationType: type, integrationUri, integrationMethod },
    ...{ payloadFormatVersion, timeoutInMillis, connectionType: "INTERNET" },
    ...defined({ description: optionalText(input, "description") }),
    ...defined({ credentialsArn: optionalText(input, "credentialsArn") }),
  };
}

/** Of a function's ARN, or of the URI that REST APIs name it by; undefined where it is neither. */
export function functionArn(uri: string): string | undefined {
  const ofRestApi =
    /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/\d{4}-\d\d-\d\d\/functions\/(.+)\/invocations$/;
  const arn = ofRestApi.exec(uri)?.[1] ?? uri;
  return /^arn:[\w-]+:lambda:[^:]+:[^:]+:function:.+$/.test(arn) ? arn : undefined;
}

function integrationOf(apis: HttpApis, call: RestCall): Integration {
  const { integrationId = "" } = call.params;
  const { integrations } = apiOf(apis, call);
  const found = Object.hasOwn(integrations, integrationId) ? integrations[integrationId] : undefined;
  if (found === undefined) throw notFound("Invalid Integration identifier specified");
  return found;
}
