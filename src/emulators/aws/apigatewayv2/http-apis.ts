import { ApiStore } from "../execute-api/api-store.js";
import { notFound } from "../execute-api/gateway-error.js";
import { newId } from "../execute-api/new-id.js";
import type { RestCall } from "../execute-api/rest-router.js";
import type { AwsCall } from "../front/aws-service.js";
import type { Deployment, HttpApi, Stage } from "./http-api.js";

/** Every HTTP API, with its deployments and stages. */
export type HttpApis = ApiStore<HttpApi, Deployment, Stage>;

export function createHttpApis(): HttpApis {
  return new ApiStore();
}

/** Throws AwsError. */
export function findApi(apis: HttpApis, id: string, { account, region }: AwsCall): HttpApi {
  const api = apis.api(id);
  if (api === undefined || api.account !== account || api.region !== region) {
    throw notFound(`Invalid API identifier specified ${account}:${id}`);
  }
  return api;
}

/** The API that a request's path names. Throws AwsError. */
export function apiOf(apis: HttpApis, call: RestCall): HttpApi {
  return findApi(apis, call.params.apiId ?? "", call);
}

/** Writes an API down, and deploys it to the stages that ask for that. */
export function putApi(apis: HttpApis, api: HttpApi): void {
  apis.change({ type: "api", api });
  for (const stage of apis.stages(api.id)) if (stage.autoDeploy) deployTo(apis, api, stage);
}

/** Makes a copy of an API. */
export function newDeployment(api: HttpApi, autoDeployed: boolean, description?: string): Deployment {
  const { routes, integrations, corsConfiguration } = api;
  return {
    ...{ id: newId(6), createdDate: now(), autoDeployed },
    ...(description !== undefined && { description }),
    served: { routes, integrations, ...(corsConfiguration !== undefined && { corsConfiguration }) },
  };
}

/** Deploys an API to a stage by itself. What the stage deployed by itself before is forgotten: nothing else uses it. */
export function deployTo(apis: HttpApis, api: HttpApi, stage: Stage): Stage {
  const deployment = newDeployment(
    api,
    true,
    "Automatic deployment triggered by changes to the Api configuration",
  );
  apis.change({ type: "deployment", apiId: api.id, deployment });
  const next = { ...stage, deploymentId: deployment.id, lastUpdatedDate: now() };
  apis.change({ type: "stage", apiId: api.id, stage: next });
  const before = apis.deployment(api.id, stage.deploymentId ?? "");
  const isUsed = apis.stages(api.id).some(({ deploymentId }) => deploymentId === before?.id);
  if (before?.autoDeployed === true && !isUsed) {
    apis.change({ type: "delete-deployment", apiId: api.id, id: before.id });
  }
  return next;
}

export function now(): string {
  return new Date().toISOString();
}
