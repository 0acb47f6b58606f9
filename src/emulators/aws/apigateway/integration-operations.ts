import { badRequest, notFound, refused } from "../execute-api/gateway-error.js";
import { applyPatch, readPatch } from "../execute-api/patch.js";
import { defined } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalText, textMap } from "../front/read-input.js";
import { checkStatus } from "./method-operations.js";
import { checkIntegration, checkTemplate, isStatic, readIntegration } from "./read-integration.js";
import type { Integration, IntegrationResponse, Method } from "./rest-api.js";
import { type MethodPlace, methodOf, putMethod, type RestApis } from "./rest-apis.js";

const one = "/restapis/{apiId}/resources/{resourceId}/methods/{verb}/integration";
const response = `${one}/responses/{status}`;
const headerPrefix = "method.response.header.";

/** What stands behind a method, and how its answers are mapped. */
export function integrationRoutes(apis: RestApis): readonly RestRoute[] {
  return [
    [
      ...(["PUT", one, 201] as const),
      (call) => {
        const place = methodOf(apis, call);
        return put(apis, place, readIntegration(call.input, place.resource.id));
      },
    ],
    ["GET", one, 200, (call) => ({ ...integrationOf(apis, call).integration })],
    [
      ...(["PATCH", one, 200] as const),
      (call) => {
        const { place, integration } = integrationOf(apis, call);
        const texts = ["uri", "httpMethod", "credentials", "passthroughBehavior", "cacheNamespace"];
        const next = applyPatch(integration, readPatch(call.input), {
          ...{ texts: [...texts, "contentHandling"], integers: ["timeoutInMillis"] },
          ...{ maps: ["requestParameters", "requestTemplates"], lists: ["cacheKeyParameters"] },
        });
        checkIntegration(next);
        return put(apis, place, next);
      },
    ],
    [
      ...(["DELETE", one, 204] as const),
      (call) => {
        const { place } = integrationOf(apis, call);
        const { methodIntegration: _, ...method } = place.method;
        putMethod(apis, { ...place, method });
        return undefined;
      },
    ],
    [
      ...(["PUT", response, 201] as const),
      (call) => {
        const { place, integration } = integrationOf(apis, call);
        const made = readIntegrationResponse(call.params.status ?? "", call.input);
        checkIntegrationResponse(made, place.method);
        put(apis, place, withIntegrationResponse(integration, made));
        return { ...made };
      },
    ],
    ["GET", response, 200, (call) => ({ ...responseOf(apis, call) })],
    [
      ...(["PATCH", response, 200] as const),
      (call) => {
        const { place, integration } = integrationOf(apis, call);
        const next = applyPatch(responseOf(apis, call), readPatch(call.input), {
          texts: ["selectionPattern", "contentHandling"],
          maps: ["responseParameters", "responseTemplates"],
        });
        checkIntegrationResponse(next, place.method);
        put(apis, place, withIntegrationResponse(integration, next));
        return { ...next };
      },
    ],
    [
      ...(["DELETE", response, 204] as const),
      (call) => {
        const { place, integration } = integrationOf(apis, call);
        const { statusCode } = responseOf(apis, call);
        const { [statusCode]: _, ...integrationResponses } = integration.integrationResponses ?? {};
        put(apis, place, { ...integration, integrationResponses });
        return undefined;
      },
    ],
  ];
}

/** Throws AwsError. */
export function readIntegrationResponse(statusCode: string, input: AwsInput): IntegrationResponse {
  checkStatus(statusCode);
  const responseParameters = textMap(input, "responseParameters");
  const responseTemplates = textMap(input, "responseTemplates");
  return {
    statusCode,
    ...defined({
      selectionPattern: optionalText(input, "selectionPattern"),
      contentHandling: optionalText(input, "contentHandling"),
    }),
    ...(Object.keys(responseParameters).length > 0 && { responseParameters }),
    ...(Object.keys(responseTemplates).length > 0 && { responseTemplates }),
  };
}

/** Throws AwsError for what is not emulated, and for headers that the method does not declare. */
export function checkIntegrationResponse(made: IntegrationResponse, method: Method): void {
  const { selectionPattern = "", statusCode, responseParameters = {}, responseTemplates = {} } = made;
  try {
    new RegExp(selectionPattern);
  } catch {
    throw badRequest("Invalid selectionPattern specified");
  }
  for (const template of Object.values(responseTemplates)) checkTemplate(template);
  const declared = method.methodResponses?.[statusCode]?.responseParameters ?? {};
  for (const [name, value] of Object.entries(responseParameters)) {
    if (!name.startsWith(headerPrefix) || !Object.hasOwn(declared, name)) {
      const errors = `Invalid mapping expression parameter specified: ${name}`;
      throw badRequest(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${errors}]`,
      );
    }
    if (!isStatic(value)) throw refused(`the mapping ${value}`);
  }
}

export function withIntegrationResponse(integration: Integration, made: IntegrationResponse): Integration {
  const integrationResponses = { ...integration.integrationResponses, [made.statusCode]: made };
  return { ...integration, integrationResponses };
}

function put(apis: RestApis, place: MethodPlace, methodIntegration: Integration): AwsOutput {
  putMethod(apis, { ...place, method: { ...place.method, methodIntegration } });
  return { ...methodIntegration };
}

function integrationOf(apis: RestApis, call: RestCall): { place: MethodPlace; integration: Integration } {
  const place = methodOf(apis, call);
  const integration = place.method.methodIntegration;
  if (integration === undefined) throw notFound("Invalid Integration identifier specified");
  return { place, integration };
}

function responseOf(apis: RestApis, call: RestCall): IntegrationResponse {
  const { status = "" } = call.params;
  const found = integrationOf(apis, call).integration.integrationResponses?.[status];
  if (found === undefined) throw notFound("Invalid Response status code specified");
  return found;
}
