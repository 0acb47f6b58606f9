import { badRequest, conflict, notFound } from "../execute-api/gateway-error.js";
import { applyPatch, type PatchOperation, readPatch } from "../execute-api/patch.js";
import { defined, optionalBoolean, refuseMembers, requiredText } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalText, textMap } from "../front/read-input.js";
import { methodSetting } from "./method-settings.js";
import type { Stage, Texts } from "./rest-api.js";
import { apiOf, type RestApis } from "./rest-apis.js";

const one = "/restapis/{apiId}/stages/{stageName}";

/** Under which name a deployment is served, with which variables. */
export function stageRoutes(apis: RestApis): readonly RestRoute[] {
  return [
    [
      ...(["POST", "/restapis/{apiId}/stages", 201] as const),
      (call) => {
        const { id: apiId } = apiOf(apis, call);
        const stageName = requiredText(call.input, "stageName");
        const deploymentId = requiredText(call.input, "deploymentId");
        checkDeployment(apis, apiId, deploymentId);
        if (apis.stage(apiId, stageName)) throw conflict("Stage already exists");
        const stage = readStage(stageName, deploymentId, call.input, textMap(call.input, "tags"));
        apis.change({ type: "stage", apiId, stage });
        return showStage(stage);
      },
    ],
    [
      ...(["GET", "/restapis/{apiId}/stages", 200] as const),
      (call) => {
        const deploymentId = call.query.get("deploymentId");
        const stages = apis.stages(apiOf(apis, call).id);
        const wanted = stages.filter((stage) => deploymentId === null || stage.deploymentId === deploymentId);
        return { item: wanted.map(showStage) };
      },
    ],
    ["GET", one, 200, (call) => showStage(stageOf(apis, call))],
    [
      ...(["PATCH", one, 200] as const),
      (call) => {
        const { id: apiId } = apiOf(apis, call);
        const next = patchStage(stageOf(apis, call), readPatch(call.input));
        checkDeployment(apis, apiId, next.deploymentId);
        const stage = { ...next, lastUpdatedDate: Math.floor(Date.now() / 1000) };
        apis.change({ type: "stage", apiId, stage });
        return showStage(stage);
      },
    ],
    [
      ...(["DELETE", one, 202] as const),
      (call) => {
        const { stageName } = stageOf(apis, call);
        apis.change({ type: "delete-stage", apiId: apiOf(apis, call).id, stageName });
        return undefined;
      },
    ],
  ];
}

/** A stage by the members that CreateStage and CreateDeployment share. Throws AwsError. */
export function readStage(stageName: string, deploymentId: string, input: AwsInput, tags: Texts): Stage {
  if (!/^[\w-]{1,128}$/.test(stageName)) throw badRequest("Stage name only allows a-zA-Z0-9_");
  refuseMembers(input, ["canarySettings", "cacheClusterEnabled", "cacheClusterSize"]);
  const variables = textMap(input, "variables");
  checkVariables(variables);
  const now = Math.floor(Date.now() / 1000);
  return {
    ...{ stageName, deploymentId, methodSettings: {} },
    ...defined({
      description: optionalText(input, "description"),
      documentationVersion: optionalText(input, "documentationVersion"),
    }),
    ...(Object.keys(variables).length > 0 && { variables }),
    tracingEnabled: optionalBoolean(input, "tracingEnabled") ?? false,
    ...(Object.keys(tags).length > 0 && { tags }),
    ...{ createdDate: now, lastUpdatedDate: now },
  };
}

function checkVariables(variables: Texts): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!/^\w+$/.test(name) || !/^[A-Za-z0-9\-._~:/?#&=,@]*$/.test(value)) {
      throw badRequest(
        `Invalid stage variable value: ${value}. Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', ',' and '@'.`,
      );
    }
  }
}

function patchStage(stage: Stage, operations: readonly PatchOperation[]): Stage {
  const rules = {
    texts: ["deploymentId", "description", "documentationVersion"],
    ...{ booleans: ["tracingEnabled"], maps: ["variables", "accessLogSettings"] },
  };
  const next = applyPatch(stage, operations, rules, methodSetting);
  checkVariables(next.variables ?? {});
  return next;
}

function checkDeployment(apis: RestApis, apiId: string, deploymentId: string): void {
  if (apis.deployment(apiId, deploymentId) === undefined) {
    throw badRequest("Invalid deployment identifier specified");
  }
}

function stageOf(apis: RestApis, call: RestCall): Stage {
  const found = apis.stage(apiOf(apis, call).id, call.params.stageName ?? "");
  if (found === undefined) throw notFound("Invalid stage identifier specified");
  return found;
}

function showStage(stage: Stage): AwsOutput {
  return { ...stage, cacheClusterEnabled: false, cacheClusterStatus: "NOT_AVAILABLE" };
}
