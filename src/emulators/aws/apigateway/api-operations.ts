import { badRequest, refused } from "../execute-api/gateway-error.js";
import { applyPatch, readPatch } from "../execute-api/patch.js";
import { defined, optionalBoolean, refuseMembers, requiredText } from "../execute-api/read-members.js";
import type { RestRoute } from "../execute-api/rest-router.js";
import type { AwsCall, AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalInteger, optionalRecord, optionalText, textList, textMap } from "../front/read-input.js";
import { importApi } from "./import-operations.js";
import { newApi, showApi } from "./new-api.js";
import { pageOf } from "./page.js";
import type { RestApi } from "./rest-api.js";
import { apiOf, findApi, type RestApis } from "./rest-apis.js";

/** What is done with REST APIs themselves, but for importing them. */
export function apiRoutes(apis: RestApis): readonly RestRoute[] {
  return [
    [
      ...(["POST", "/restapis", 201] as const),
      (call) =>
        call.query.get("mode") === "import" ? importApi(apis, call) : createApi(apis, call.input, call),
    ],
    [
      ...(["GET", "/restapis", 200] as const),
      (call) => pageOf(apis.apis(call.account, call.region).map(showApi), call.query),
    ],
    ["GET", "/restapis/{apiId}", 200, (call) => showApi(apiOf(apis, call))],
    [
      ...(["PATCH", "/restapis/{apiId}", 200] as const),
      (call) => {
        const api = patchApi(apiOf(apis, call), call.input);
        apis.change({ type: "api", api });
        return showApi({ ...api, tags: api.tags ?? {} });
      },
    ],
    [
      ...(["DELETE", "/restapis/{apiId}", 202] as const),
      (call) => {
        apis.change({ type: "delete-api", id: apiOf(apis, call).id });
        return undefined;
      },
    ],
  ];
}

function createApi(apis: RestApis, input: AwsInput, call: AwsCall): AwsOutput {
  const description = optionalText(input, "description");
  if (description === "") throw badRequest("Description cannot be an empty string");
  const endpoint = optionalRecord(input, "endpointConfiguration") ?? {};
  refuseMembers(endpoint, ["vpcEndpointIds"]);
  refuseMembers(input, ["endpointAccessMode", "securityPolicy"]);
  const cloneFrom = optionalText(input, "cloneFrom");
  const source = cloneFrom === undefined ? undefined : findApi(apis, cloneFrom, call);
  const tags = textMap(input, "tags");
  const binaryMediaTypes = textList(input, "binaryMediaTypes");
  const types = textList(endpoint, "types");
  const api: RestApi = {
    ...newApi(call, requiredText(input, "name")),
    ...(source && { resources: source.resources, rootResourceId: source.rootResourceId }),
    ...(source && { gatewayResponses: source.gatewayResponses, binaryMediaTypes: source.binaryMediaTypes }),
    ...defined({
      description,
      version: optionalText(input, "version"),
      policy: optionalText(input, "policy"),
    }),
    ...defined({ minimumCompressionSize: optionalInteger(input, "minimumCompressionSize") }),
    apiKeySource: optionalText(input, "apiKeySource") ?? "HEADER",
    disableExecuteApiEndpoint: optionalBoolean(input, "disableExecuteApiEndpoint") ?? false,
    ...(binaryMediaTypes.length > 0 && { binaryMediaTypes }),
    ...(types.length > 0 && { endpointConfiguration: readEndpoint(types) }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
  checkApi(api);
  apis.change({ type: "api", api });
  return showApi(api);
}

function patchApi(api: RestApi, input: AwsInput): RestApi {
  const rules = {
    texts: ["name", "description", "apiKeySource", "policy", "version"],
    ...{ booleans: ["disableExecuteApiEndpoint"], integers: ["minimumCompressionSize"] },
    lists: ["binaryMediaTypes"],
  };
  const next = applyPatch(api, readPatch(input), rules, (changed, { segments, op, value = "" }) => {
    const [group, member] = segments;
    if (group !== "endpointConfiguration" || member !== "types" || op === "remove") return false;
    changed.endpointConfiguration = readEndpoint([value]);
    return true;
  });
  checkApi(next);
  return next;
}

function readEndpoint(types: readonly string[]): RestApi["endpointConfiguration"] {
  if (types.includes("PRIVATE")) throw refused("endpointConfiguration.types PRIVATE");
  const isKnown = types.length === 1 && types.every((type) => ["EDGE", "REGIONAL"].includes(type));
  if (!isKnown) throw badRequest("Invalid endpointTypes specified. Valid options are EDGE,REGIONAL,PRIVATE");
  return { types, ipAddressType: "ipv4" };
}

function checkApi({ minimumCompressionSize: size, name }: RestApi): void {
  if (name === undefined || name === "") throw badRequest("API Name cannot be null or empty");
  if (size !== undefined && (size < 0 || size > 10_485_760)) {
    throw badRequest("Invalid minimum compression size, must be between 0 and 10485760");
  }
}
