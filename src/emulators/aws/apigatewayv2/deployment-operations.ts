import { badRequest, notFound } from "../execute-api/gateway-error.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsOutput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import type { Deployment } from "./http-api.js";
import { apiOf, type HttpApis, newDeployment, now } from "./http-apis.js";
import { pageOf } from "./page.js";

const one = "/v2/apis/{apiId}/deployments/{deploymentId}";

/** Copies of an API as it is at one time, which stages serve. */
export function deploymentRoutes(apis: HttpApis): readonly RestRoute[] {
  return [
    ["POST", "/v2/apis/{apiId}/deployments", 201, (call) => createDeployment(apis, call)],
    [
      ...(["GET", "/v2/apis/{apiId}/deployments", 200] as const),
      (call) => pageOf(apis.deployments(apiOf(apis, call).id).map(showDeployment), call.query),
    ],
    ["GET", one, 200, (call) => showDeployment(deploymentOf(apis, call))],
    [
      ...(["PATCH", one, 200] as const),
      (call) => {
        const description = optionalText(call.input, "description");
        const deployment = { ...deploymentOf(apis, call), ...(description !== undefined && { description }) };
        apis.change({ type: "deployment", apiId: apiOf(apis, call).id, deployment });
        return showDeployment(deployment);
      },
    ],
    [
      ...(["DELETE", one, 204] as const),
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

function createDeployment(apis: HttpApis, call: RestCall): AwsOutput {
  const { input } = call;
  const api = apiOf(apis, call);
  const stageName = optionalText(input, "stageName");
  const stage = stageName === undefined ? undefined : apis.stage(api.id, stageName);
  if (stageName !== undefined && stage === undefined) throw notFound("Invalid stage identifier specified");
  if (stage?.autoDeploy === true) throw badRequest("Stage has auto-deploy enabled");
  if (Object.keys(api.routes).length === 0)
    throw badRequest("At least one route is required before deploying the Api.");
  const deployment = newDeployment(api, false, optionalText(input, "description"));
  apis.change({ type: "deployment", apiId: api.id, deployment });
  if (stage !== undefined) {
    const moved = { ...stage, deploymentId: deployment.id, lastUpdatedDate: now() };
    apis.change({ type: "stage", apiId: api.id, stage: moved });
  }
  return showDeployment(deployment);
}

function deploymentOf(apis: HttpApis, call: RestCall): Deployment {
  const found = apis.deployment(apiOf(apis, call).id, call.params.deploymentId ?? "");
  if (found === undefined) throw notFound("Invalid deployment identifier specified");
  return found;
}

function showDeployment({ id, served: _, ...shown }: Deployment): AwsOutput {
  return { deploymentId: id, deploymentStatus: "DEPLOYED", ...shown };
}
