import { badRequest, notFound } from "../execute-api/gateway-error.js";
import type { RestCall, RestRoute } from "../execute-api/rest-router.js";
import { textMap } from "../front/read-input.js";
import type { Texts } from "./rest-api.js";
import { findApi, type RestApis } from "./rest-apis.js";

/** Tags of REST APIs and of their stages, by ARN. */
export function tagRoutes(apis: RestApis): readonly RestRoute[] {
  return [
    ["GET", "/tags/{arn}", 200, (call) => ({ tags: tagged(apis, call).tags })],
    [
      ...(["PUT", "/tags/{arn}", 204] as const),
      (call) => {
        const { tags, write } = tagged(apis, call);
        write({ ...tags, ...textMap(call.input, "tags") });
        return undefined;
      },
    ],
    [
      ...(["DELETE", "/tags/{arn}", 204] as const),
      (call) => {
        const { tags, write } = tagged(apis, call);
        const keys = call.query.getAll("tagKeys");
        write(Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))));
        return undefined;
      },
    ],
  ];
}

function tagged(apis: RestApis, call: RestCall): { tags: Texts; write(tags: Texts): void } {
  const arn = call.params.arn ?? "";
  const [, id, stageName] =
    /^arn:[\w-]+:apigateway:[\w-]+::\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn) ?? [];
  if (id === undefined) throw badRequest("Invalid ARN specified in the request");
  const api = findApi(apis, id, call);
  if (stageName === undefined) {
    return {
      tags: api.tags ?? {},
      write: (tags) => apis.change({ type: "api", api: { ...api, tags } }),
    };
  }
  const stage = apis.stage(id, stageName);
  if (stage === undefined) throw notFound("Invalid stage identifier specified");
  return {
    tags: stage.tags ?? {},
    write: (tags) => apis.change({ type: "stage", apiId: id, stage: { ...stage, tags } }),
  };
}
