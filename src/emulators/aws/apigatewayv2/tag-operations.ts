import { badRequest, notFound } from "../execute-api/gateway-error.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import { textMap } from "../front/read-input.js";
import type { Texts } from "./http-api.js";
import { findApi, type HttpApis } from "./http-apis.js";

/** Tags of HTTP APIs and of their stages, by ARN. */
export function tagRoutes(apis: HttpApis): readonly RestRoute[] {
  return [
    ["GET", "/v2/tags/{arn}", 200, (call) => ({ tags: tagged(apis, call).tags })],
    [
      ...(["POST", "/v2/tags/{arn}", 201] as const),
      (call) => {
        const { tags, write } = tagged(apis, call);
        write({ ...tags, ...textMap(call.input, "tags") });
        return {};
      },
    ],
    [
      ...(["DELETE", "/v2/tags/{arn}", 204] as const),
      (call) => {
        const { tags, write } = tagged(apis, call);
        const keys = call.query.getAll("tagKeys");
        write(Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))));
        return undefined;
      },
    ],
  ];
}

function tagged(apis: HttpApis, call: RestCall): { tags: Texts; write(tags: Texts): void } {
  const pattern = /^arn:[\w-]+:apigateway:[\w-]+::\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/;
  const [, id, stageName] = pattern.exec(call.params.arn ?? "") ?? [];
  if (id === undefined) throw badRequest("Invalid ARN specified in the request");
  const api = findApi(apis, id, call);
  if (stageName === undefined) {
    return { tags: api.tags, write: (tags) => apis.change({ type: "api", api: { ...api, tags } }) };
  }
  const stage = apis.stage(id, stageName);
  if (stage === undefined) throw notFound("Invalid stage identifier specified");
  return {
    tags: stage.tags,
    write: (tags) => apis.change({ type: "stage", apiId: id, stage: { ...stage, tags } }),
  };
}
