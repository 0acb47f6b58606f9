import { badRequest, notFound, refused } from "../execute-api/gateway-error.js";
import { defined } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import { AwsError } from "../front/aws-error.js";
import type { AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalText, textMap } from "../front/read-input.js";
import { defaultStatuses, defaultTemplates } from "./gateway-response.js";
import { isStatic } from "./read-integration.js";
import type { GatewayResponse } from "./rest-api.js";
import { apiOf, type RestApis } from "./rest-apis.js";

const one = "/restapis/{apiId}/gatewayresponses/{responseType}";

/** How API Gateway says its own errors: other headers (CORS), another status, another body. */
export function gatewayResponseRoutes(apis: RestApis): readonly RestRoute[] {
  return [
    [
      ...(["GET", "/restapis/{apiId}/gatewayresponses", 200] as const),
      (call) => {
        const { gatewayResponses } = apiOf(apis, call);
        return { item: Object.keys(defaultStatuses).map((type) => show(type, gatewayResponses[type])) };
      },
    ],
    [
      ...(["GET", one, 200] as const),
      (call) => {
        const { gatewayResponses } = apiOf(apis, call);
        const type = typeOf(call);
        return show(type, gatewayResponses[type]);
      },
    ],
    [
      ...(["PUT", one, 201] as const),
      (call) => {
        const api = apiOf(apis, call);
        const made = readGatewayResponse(typeOf(call), call.input);
        const gatewayResponses = { ...api.gatewayResponses, [made.responseType]: made };
        apis.change({ type: "api", api: { ...api, gatewayResponses } });
        return show(made.responseType, made);
      },
    ],
    [
      ...(["DELETE", one, 202] as const),
      (call) => {
        const api = apiOf(apis, call);
        const { [typeOf(call)]: known, ...gatewayResponses } = api.gatewayResponses;
        if (known === undefined) throw notFound("Gateway response type not defined on api");
        apis.change({ type: "api", api: { ...api, gatewayResponses } });
        return undefined;
      },
    ],
  ];
}

/** Throws AwsError for what is not emulated. */
export function readGatewayResponse(responseType: string, input: AwsInput): GatewayResponse {
  checkType(responseType);
  const responseParameters = textMap(input, "responseParameters");
  for (const [name, value] of Object.entries(responseParameters)) {
    if (!name.startsWith("gatewayresponse.header.")) throw badRequest("Invalid parameter name specified");
    if (!isStatic(value)) throw refused(`the mapping ${value}`);
  }
  const responseTemplates = textMap(input, "responseTemplates");
  for (const template of Object.values(responseTemplates)) {
    const rest = template.replace(/\$context\.error\.(messageString|message|responseType)/g, "");
    if (/[$]|#[a-z{#*]/i.test(rest)) throw refused("mapping templates with variables or directives");
  }
  return {
    ...{ responseType, responseParameters },
    ...defined({ statusCode: optionalText(input, "statusCode") }),
    responseTemplates: Object.keys(responseTemplates).length > 0 ? responseTemplates : defaultTemplates,
  };
}

function typeOf(call: RestCall): string {
  const { responseType = "" } = call.params;
  checkType(responseType);
  return responseType;
}

function checkType(type: string): void {
  if (Object.hasOwn(defaultStatuses, type)) return;
  const known = Object.keys(defaultStatuses).join(", ");
  throw new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${type}' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: [${known}]`,
  );
}

function show(responseType: string, made: GatewayResponse | undefined): AwsOutput {
  const statusCode = made?.statusCode ?? defaultStatuses[responseType];
  const { responseParameters = {}, responseTemplates = defaultTemplates } = made ?? {};
  return {
    ...{ responseType, responseParameters, responseTemplates, defaultResponse: made === undefined },
    ...(statusCode !== undefined && statusCode !== "" && { statusCode }),
  };
}
