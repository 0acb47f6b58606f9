import { badRequest, notFound } from "../execute-api/gateway-error.js";
import { newId } from "../execute-api/new-id.js";
import { applyPatch, readPatch } from "../execute-api/patch.js";
import { defined, refuseMembers } from "../execute-api/read-members.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsOutput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import { pageOf } from "./page.js";
import type { Deployment, RestApi } from "./rest-api.js";
import { apiOf, type RestApis } from "./rest-apis.js";
import { readStage } from "./stage-operations.js";

const one = "/restapis/{apiId}/deployments/{deploymentId}";

/** Copies of an API as it is at one time, which stages serve. */
export function deploymentRoutes(apis: RestApis): readonly RestRoute[] {
  return [
    ["POST", "/restapis/{apiId}/deployments", 201, (call) => createDeployment(apis, call)],
    [
      ...(["GET", "/restapis/{apiId}/deployments", 200] as const),
      (call) => {
        const { id } = apiOf(apis, call);
        const shown = apis.deployments(id).map((deployment) => showDeployment(deployment));
        return pageOf(shown, call.query);
      },
    ],
    [
      ...(["GET", one, 200] as const),
      (call) => {
        const withSummary = call.query.getAll("embed").includes("apisummary");
        return showDeployment(deploymentOf(apis, call), withSummary);
      },
    ],
    [
      ...(["PATCH", one, 200] as const),
      (call) => {
        const rules = { texts: ["description"] };
        const deployment = applyPatch(deploymentOf(apis, call), readPatch(call.input), rules);
        apis.change({ type: "deployment", apiId: apiOf(apis, call).id, deployment });
        return showDeployment(deployment);
      },
    ],
    [
      ...(["DELETE", one, 202] as const),
      (call) => {
        const { id: apiId } = apiOf(apis, call);
        const { id } = deploymentOf(apis, call);
        if (apis.stages(apiId).some(({ deploymentId }) => deploymentId === id)) {
          throw badRequest("Active stages pointing to this deployment must be moved or deleted");
        }
        apis.change({ type: "delete-deployment", apiId, id });
        return undefined;
      },
    ],
  ];
}

function createDeployment(apis: RestApis, call: RestCall): AwsOutput {
  const { input } = call;
  const api = apiOf(apis, call);
  refuseMembers(input, ["canarySettings", "cacheClusterEnabled", "cacheClusterSize"]);
  checkDeployable(api);
  const { resources, binaryMediaTypes, gatewayResponses } = api;
  const deployment: Deployment = {
    ...{ id: newId(6), createdDate: Math.floor(Date.now() / 1000) },
    ...defined({ description: optionalText(input, "description") }),
    served: { resources, binaryMediaTypes, gatewayResponses },
  };
  const stageName = optionalText(input, "stageName");
  const known = stageName === undefined ? undefined : apis.stage(api.id, stageName);
  const given = { ...input, description: optionalText(input, "stageDescription") };
  const stage =
    stageName === undefined ? undefined : (known ?? readStage(stageName, deployment.id, given, {}));
  apis.change({ type: "deployment", apiId: api.id, deployment });
  if (stage !== undefined) {
    const now = Math.floor(Date.now() / 1000);
    const moved = { ...stage, deploymentId: deployment.id, lastUpdatedDate: now };
    apis.change({ type: "stage", apiId: api.id, stage: moved });
  }
  return showDeployment(deployment);
}

function checkDeployable(api: RestApi): void {
  const methods = Object.values(api.resources).flatMap(({ resourceMethods }) =>
    Object.values(resourceMethods),
  );
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some(({ methodIntegration }) => methodIntegration === undefined)) {
    throw badRequest("No integration defined for method");
  }
}

function deploymentOf(apis: RestApis, call: RestCall): Deployment {
  const { id } = apiOf(apis, call);
  const found = apis.deployment(id, call.params.deploymentId ?? "");
  if (found === undefined) throw notFound("Invalid Deployment identifier specified");
  return found;
}

function showDeployment({ served, ...shown }: Deployment, withSummary = false): AwsOutput {
  if (!withSummary) return shown;
  const paths = Object.values(served.resources).map(({ path, resourceMethods }) => {
    const all = Object.values(resourceMethods).map(({ httpMethod, authorizationType, apiKeyRequired }) => [
      httpMethod,
      { authorizationType, apiKeyRequired },
    ]);
    return [path, Object.fromEntries(all)] as const;
  });
  return {
    ...shown,
    apiSummary: Object.fromEntries(paths.filter(([, all]) => Object.keys(all).length > 0)),
  };
}
