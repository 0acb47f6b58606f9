import { badRequest, conflict, notFound } from "../execute-api/gateway-error.js";
import { defined, optionalBoolean, refuseMembers, requiredText } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsInput } from "../front/aws-service.js";
import { optionalRecord, optionalText, textMap } from "../front/read-input.js";
import type { Stage } from "./http-api.js";
import { apiOf, deployTo, type HttpApis, now } from "./http-apis.js";
import { pageOf } from "./page.js";

const one = "/v2/apis/{apiId}/stages/{stageName}";

/** Under which name a deployment is served, with which variables. */
export function stageRoutes(apis: HttpApis): readonly RestRoute[] {
  return [
    [
      ...(["POST", "/v2/apis/{apiId}/stages", 201] as const),
      (call) => {
        const api = apiOf(apis, call);
        const stageName = requiredText(call.input, "stageName");
        if (apis.stage(api.id, stageName)) throw conflict("Stage already exists");
        return put(apis, call, newStage(stageName, call.input));
      },
    ],
    [
      ...(["GET", "/v2/apis/{apiId}/stages", 200] as const),
      (call) => {
        const stages = apis.stages(apiOf(apis, call).id);
        return pageOf(
          stages.map((stage) => ({ ...stage })),
          call.query,
        );
      },
    ],
    ["GET", one, 200, (call) => ({ ...stageOf(apis, call) })],
    [
      ...(["PATCH", one, 200] as const),
      (call) => {
        const known = stageOf(apis, call);
        const { createdDate, apiGatewayManaged, tags } = known;
        const next = newStage(known.stageName, { ...known, ...call.input, tags: {} });
        return put(apis, call, { ...next, createdDate, tags, ...defined({ apiGatewayManaged }) });
      },
    ],
    [
      ...(["DELETE", one, 204] as const),
      (call) => {
        const { stageName } = stageOf(apis, call);
        apis.change({ type: "delete-stage", apiId: apiOf(apis, call).id, stageName });
        return undefined;
      },
    ],
    [
      ...(["DELETE", `${one}/accesslogsettings`, 204] as const),
      (call) => {
        const { accessLogSettings: _, ...stage } = stageOf(apis, call);
        apis.change({ type: "stage", apiId: apiOf(apis, call).id, stage });
        return undefined;
      },
    ],
  ];
}

/** A stage by CreateStage's members. Throws AwsError for what is not emulated. */
export function newStage(stageName: string, input: AwsInput): Stage {
  if (!/^(\$default|[\w-]{1,128})$/.test(stageName)) throw badRequest("Invalid stage name specified");
  refuseMembers(input, ["clientCertificateId"]);
  const accessLogSettings = optionalRecord(input, "accessLogSettings");
  return {
    ...{ stageName, autoDeploy: optionalBoolean(input, "autoDeploy") ?? false },
    ...defined({ deploymentId: optionalText(input, "deploymentId"), accessLogSettings }),
    ...defined({ description: optionalText(input, "description") }),
    stageVariables: textMap(input, "stageVariables"),
    defaultRouteSettings: { detailedMetricsEnabled: false, ...optionalRecord(input, "defaultRouteSettings") },
    routeSettings: (optionalRecord(input, "routeSettings") ?? {}) as Stage["routeSettings"],
    ...{ tags: textMap(input, "tags"), createdDate: now(), lastUpdatedDate: now() },
  };
}

/** Writes a stage down; one that deploys by itself serves the API as it is now. */
function put(apis: HttpApis, call: RestCall, stage: Stage): { readonly [Key in keyof Stage]: Stage[Key] } {
  const api = apiOf(apis, call);
  const { deploymentId } = stage;
  if (deploymentId !== undefined && apis.deployment(api.id, deploymentId) === undefined) {
    throw badRequest("Invalid deployment identifier specified");
  }
  apis.change({ type: "stage", apiId: api.id, stage });
  return { ...(stage.autoDeploy ? deployTo(apis, api, stage) : stage) };
}

function stageOf(apis: HttpApis, call: RestCall): Stage {
  const found = apis.stage(apiOf(apis, call).id, call.params.stageName ?? "");
  if (found === undefined) throw notFound("Invalid stage identifier specified");
  return found;
}
