import { badRequest, conflict, notFound } from "../execute-api/gateway-error.js";
import { newId } from "../execute-api/new-id.js";
import { applyPatch, readPatch } from "../execute-api/patch.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import type { AwsOutput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import { pageOf } from "./page.js";
import type { Resource, RestApi } from "./rest-api.js";
import { apiOf, putResource, type RestApis, resourceOf } from "./rest-apis.js";
import { showMethod } from "./show-method.js";

const one = "/restapis/{apiId}/resources/{resourceId}";

/** The tree of an API's paths. */
export function resourceRoutes(apis: RestApis): readonly RestRoute[] {
  return [
    [
      ...(["GET", "/restapis/{apiId}/resources", 200] as const),
      (call) => {
        const all = Object.values(apiOf(apis, call).resources);
        all.sort((first, second) => (first.path < second.path ? -1 : 1));
        return pageOf(
          all.map((resource) => showResource(resource, call)),
          call.query,
        );
      },
    ],
    ["GET", one, 200, (call) => showResource(resourceOf(apis, call).resource, call)],
    [
      ...(["POST", one, 201] as const),
      (call) => {
        const { api, resource: parent } = resourceOf(apis, call);
        const resource = newResource(api, parent, optionalText(call.input, "pathPart") ?? "");
        putResource(apis, api, resource);
        return showResource(resource, call);
      },
    ],
    ["PATCH", one, 200, (call) => updateResource(apis, call)],
    [
      ...(["DELETE", one, 202] as const),
      (call) => {
        const { api, resource } = resourceOf(apis, call);
        if (resource.parentId === undefined) throw badRequest("Root resource cannot be deleted");
        const gone = new Set([resource.id, ...below(api, resource.id)]);
        const kept = Object.entries(api.resources).filter(([id]) => !gone.has(id));
        apis.change({ type: "api", api: { ...api, resources: Object.fromEntries(kept) } });
        return undefined;
      },
    ],
  ];
}

/** A resource below another one. Throws AwsError. */
export function newResource(api: RestApi, parent: Resource, pathPart: string): Resource {
  checkPathPart(api, parent, pathPart);
  return {
    ...{ id: newId(6), parentId: parent.id, pathPart, resourceMethods: {} },
    path: join(parent.path, pathPart),
  };
}

function checkPathPart(api: RestApi, parent: Resource, pathPart: string): void {
  const isVariable = /^\{[a-zA-Z0-9._:-]+\+?\}$/.test(pathPart);
  if (!isVariable && !/^[a-zA-Z0-9._,:~$@-]+$/.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-:,~$@ or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  if (parent.pathPart?.endsWith("+}")) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  const siblings = Object.values(api.resources).filter(({ parentId }) => parentId === parent.id);
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const twin = siblings.find((sibling) => isVariable && isPlainVariable(sibling) && !pathPart.endsWith("+}"));
  if (twin !== undefined) {
    throw badRequest(
      `A sibling (${twin.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
}

function isPlainVariable({ pathPart = "" }: Resource): boolean {
  return pathPart.startsWith("{") && !pathPart.endsWith("+}");
}

function updateResource(apis: RestApis, call: RestCall): AwsOutput {
  const { api, resource } = resourceOf(apis, call);
  const operations = readPatch(call.input);
  const wrong = operations.find(({ path }) => !["/parentId", "/pathPart"].includes(path));
  if (wrong !== undefined) {
    throw badRequest(
      `Invalid patch path  '${wrong.path}' specified for op '${wrong.op}'. Must be one of: [/parentId, /pathPart]`,
    );
  }
  const { parentId, pathPart = "" } = applyPatch(resource, operations, { texts: ["parentId", "pathPart"] });
  const parent = parentId === undefined ? undefined : api.resources[parentId];
  if (parent === undefined) throw notFound("Invalid Resource identifier specified");
  if (parent.id === resource.id || below(api, resource.id).includes(parent.id)) {
    throw badRequest("Resources cannot be cyclical.");
  }
  const { [resource.id]: _, ...others } = api.resources;
  checkPathPart({ ...api, resources: others }, parent, pathPart);
  const moved = { ...resource, parentId: parent.id, pathPart, path: join(parent.path, pathPart) };
  const resources = withPathsBelow({ ...api.resources, [resource.id]: moved }, moved);
  apis.change({ type: "api", api: { ...api, resources } });
  return showResource(moved, call);
}

function withPathsBelow(resources: RestApi["resources"], parent: Resource): RestApi["resources"] {
  let next = resources;
  for (const child of Object.values(resources)) {
    if (child.parentId !== parent.id) continue;
    const moved = { ...child, path: join(parent.path, child.pathPart ?? "") };
    next = withPathsBelow({ ...next, [child.id]: moved }, moved);
  }
  return next;
}

/** The ids of all below a resource. */
function below(api: RestApi, id: string): string[] {
  const children = Object.values(api.resources).filter(({ parentId }) => parentId === id);
  return children.flatMap((child) => [child.id, ...below(api, child.id)]);
}

function join(parent: string, part: string): string {
  return `${parent === "/" ? "" : parent}/${part}`;
}

/** `embed=methods` shows its methods whole; without it only their names. */
function showResource({ resourceMethods, ...shown }: Resource, { query }: RestCall): AwsOutput {
  const methods = Object.entries(resourceMethods);
  if (methods.length === 0) return shown;
  const isEmbedded = query.getAll("embed").includes("methods");
  const all = methods.map(([verb, method]) => [verb, isEmbedded ? showMethod(method) : {}]);
  return { ...shown, resourceMethods: Object.fromEntries(all) };
}
