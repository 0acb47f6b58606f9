import { ApiStore } from "../execute-api/api-store.js";
import { notFound } from "../execute-api/gateway-error.js";
import type { RestCall } from "../execute-api/rest-router.js";
import type { AwsCall } from "../front/aws-service.js";
import type { Deployment, Method, Resource, RestApi, Stage } from "./rest-api.js";

/** Every REST API, with its deployments and stages. */
export type RestApis = ApiStore<RestApi, Deployment, Stage>;

export function createRestApis(): RestApis {
  return new ApiStore();
}

/** Throws AwsError. */
export function findApi(apis: RestApis, id: string, { account, region }: AwsCall): RestApi {
  const api = apis.api(id);
  if (api === undefined || api.account !== account || api.region !== region) {
    throw notFound(`Invalid API identifier specified ${account}:${id}`);
  }
  return api;
}

/** The API that a request's path names. Throws AwsError. */
export function apiOf(apis: RestApis, call: RestCall): RestApi {
  return findApi(apis, call.params.apiId ?? "", call);
}

/** The API and the resource that a request's path names. Throws AwsError. */
export function resourceOf(apis: RestApis, call: RestCall): { api: RestApi; resource: Resource } {
  const api = apiOf(apis, call);
  const { resourceId = "" } = call.params;
  const resource = Object.hasOwn(api.resources, resourceId) ? api.resources[resourceId] : undefined;
  if (resource === undefined) throw notFound("Invalid Resource identifier specified");
  return { api, resource };
}

export interface MethodPlace {
  readonly api: RestApi;
  readonly resource: Resource;
  readonly method: Method;
}

/** As {@link resourceOf}, and the method. Throws AwsError. */
export function methodOf(apis: RestApis, call: RestCall): MethodPlace {
  const { api, resource } = resourceOf(apis, call);
  const { verb = "" } = call.params;
  const method = Object.hasOwn(resource.resourceMethods, verb) ? resource.resourceMethods[verb] : undefined;
  if (method === undefined) throw notFound("Invalid Method identifier specified");
  return { api, resource, method };
}

/** Writes a resource down, new or changed. */
export function putResource(apis: RestApis, api: RestApi, resource: Resource): void {
  const resources = { ...api.resources, [resource.id]: resource };
  apis.change({ type: "api", api: { ...api, resources } });
}

/** Writes a method down, new or changed. */
export function putMethod(apis: RestApis, { api, resource, method }: MethodPlace): void {
  const resourceMethods = { ...resource.resourceMethods, [method.httpMethod]: method };
  putResource(apis, api, { ...resource, resourceMethods });
}
