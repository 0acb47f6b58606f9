import { badRequest, conflict, notFound, refused } from "../execute-api/gateway-error.js";
import { applyPatch, readPatch } from "../execute-api/patch.js";
import { booleanMap, defined, refuseMembers } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalText, textMap } from "../front/read-input.js";
import type { Method, MethodResponse, Texts } from "./rest-api.js";
import { methodOf, putMethod, putResource, type RestApis, resourceOf } from "./rest-apis.js";
import { showMethod } from "./show-method.js";

export const verbs = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];

const one = "/restapis/{apiId}/resources/{resourceId}/methods/{verb}";
const response = `${one}/responses/{status}`;

/** The methods of a resource, and what they may answer. */
export function methodRoutes(apis: RestApis): readonly RestRoute[] {
  return [
    [
      ...(["PUT", one, 201] as const),
      (call) => {
        const { api, resource } = resourceOf(apis, call);
        const { verb = "" } = call.params;
        const method = readMethod(verb, call.input);
        if (Object.hasOwn(resource.resourceMethods, verb)) {
          throw conflict("Method already exists for this resource");
        }
        putMethod(apis, { api, resource, method });
        return showMethod(method);
      },
    ],
    ["GET", one, 200, (call) => showMethod(methodOf(apis, call).method)],
    [
      ...(["PATCH", one, 200] as const),
      (call) => {
        const place = methodOf(apis, call);
        const rules = { texts: ["operationName", "authorizationType"], booleans: ["apiKeyRequired"] };
        const next = applyPatch(place.method, readPatch(call.input), rules, patchParameter);
        refuseAuthorization(next.authorizationType, next as unknown as AwsInput);
        putMethod(apis, { ...place, method: next });
        return showMethod(next);
      },
    ],
    [
      ...(["DELETE", one, 204] as const),
      (call) => {
        const { api, resource, method } = methodOf(apis, call);
        const { [method.httpMethod]: _, ...resourceMethods } = resource.resourceMethods;
        putResource(apis, api, { ...resource, resourceMethods });
        return undefined;
      },
    ],
    [
      ...(["PUT", response, 201] as const),
      (call) => {
        const place = methodOf(apis, call);
        const { status = "" } = call.params;
        if (place.method.methodResponses?.[status]) throw conflict("Response already exists for this method");
        const made = readMethodResponse(status, call.input);
        putMethod(apis, { ...place, method: withResponse(place.method, made) });
        return showResponse(made);
      },
    ],
    ["GET", response, 200, (call) => showResponse(responseOf(apis, call))],
    [
      ...(["PATCH", response, 200] as const),
      (call) => {
        const place = methodOf(apis, call);
        const next = applyPatch(
          ...([responseOf(apis, call), readPatch(call.input)] as const),
          ...([{ maps: ["responseModels"] }, patchParameter] as const),
        );
        checkModels(next.responseModels);
        putMethod(apis, { ...place, method: withResponse(place.method, next) });
        return showResponse(next);
      },
    ],
    [
      ...(["DELETE", response, 204] as const),
      (call) => {
        const place = methodOf(apis, call);
        const { statusCode } = responseOf(apis, call);
        const { [statusCode]: _, ...methodResponses } = place.method.methodResponses ?? {};
        putMethod(apis, { ...place, method: { ...place.method, methodResponses } });
        return undefined;
      },
    ],
  ];
}

/** Throws AwsError. */
export function readMethod(verb: string, input: AwsInput): Method {
  if (!verbs.includes(verb)) {
    throw badRequest(
      "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY",
    );
  }
  refuseAuthorization(optionalText(input, "authorizationType") ?? "", input);
  const requestModels = textMap(input, "requestModels");
  checkModels(requestModels);
  const requestParameters = booleanMap(input, "requestParameters");
  checkParameters(requestParameters, "request", ["header", "path", "querystring"]);
  return {
    ...{ httpMethod: verb, authorizationType: "NONE", apiKeyRequired: false },
    ...defined({ operationName: optionalText(input, "operationName"), requestParameters }),
    ...(Object.keys(requestModels).length > 0 && { requestModels }),
  };
}

/** Nothing is authorized here, so whoever asks for it is told so. */
function refuseAuthorization(type: string, input: AwsInput): void {
  if (type === "") throw badRequest("Invalid authorization type specified");
  if (type !== "NONE") throw refused(`authorizationType ${type}`);
  refuseMembers(input, ["apiKeyRequired", "authorizerId", "requestValidatorId", "authorizationScopes"]);
}

/** Throws AwsError. */
export function readMethodResponse(statusCode: string, input: AwsInput): MethodResponse {
  checkStatus(statusCode);
  const responseModels = textMap(input, "responseModels");
  checkModels(responseModels);
  const responseParameters = booleanMap(input, "responseParameters");
  checkParameters(responseParameters, "response", ["header"]);
  return {
    statusCode,
    ...defined({ responseParameters }),
    ...(Object.keys(responseModels).length > 0 && { responseModels }),
  };
}

export function checkStatus(statusCode: string): void {
  if (!/^[1-5]\d\d$/.test(statusCode)) throw badRequest("Invalid status code specified");
}

/** Every API has the models `Empty` and `Error`; others are not emulated. */
function checkModels(models: Texts = {}): void {
  const unknown = Object.values(models).find((model) => model !== "Empty" && model !== "Error");
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`);
}

function checkParameters(
  parameters: Readonly<Record<string, boolean>> | undefined,
  side: "request" | "response",
  places: readonly string[],
): void {
  const pattern = new RegExp(`^method\\.${side}\\.(${places.join("|")})\\.([a-zA-Z0-9._$\\[\\]+-]+)$`);
  const names = Object.keys(parameters ?? {}).map((parameter) => {
    const name = pattern.exec(parameter)?.[2];
    if (name === undefined) {
      throw badRequest(`Invalid mapping expression specified: Validation Result: ${invalid(parameter)}`);
    }
    return name;
  });
  if (side === "request" && new Set(names).size < names.length) {
    throw badRequest("Parameter names must be unique across querystring, header and path");
  }
}

function invalid(parameter: string): string {
  return `warnings : [], errors : [Invalid mapping expression parameter specified: ${parameter}]`;
}

/** `/requestParameters/method.request.header.X`, `/responseParameters/method.response.header.X`: maps of booleans. */
function patchParameter(
  next: Record<string, unknown>,
  { segments: [group = "", name], op, value }: ReturnType<typeof readPatch>[number],
): boolean {
  if (!["requestParameters", "responseParameters"].includes(group) || name === undefined) return false;
  const map = { ...(next[group] as Record<string, boolean> | undefined) };
  if (op === "remove") delete map[name];
  else map[name] = value === "true";
  next[group] = map;
  return true;
}

function responseOf(apis: RestApis, call: RestCall): MethodResponse {
  const { status = "" } = call.params;
  const found = methodOf(apis, call).method.methodResponses?.[status];
  if (found === undefined) throw notFound("Invalid Response status code specified");
  return found;
}

export function withResponse(method: Method, made: MethodResponse): Method {
  return { ...method, methodResponses: { ...method.methodResponses, [made.statusCode]: made } };
}

function showResponse(made: MethodResponse): AwsOutput {
  return { ...made };
}
