import type { Json, JsonObject } from "../json.js";
import type { ApiPaths } from "./sam-context.js";

/** The paths of an OpenAPI document. A method of a function that exists on a condition exists on the same. */
export function pathsObject({ methods }: ApiPaths): JsonObject {
  return Object.fromEntries(
    [...methods].map(([path, operations]) => [
      path,
      Object.fromEntries(
        [...operations].map(([method, { "x-msx-condition": condition = null, ...operation }]) => [
          method,
          conditional(condition, operation),
        ]),
      ),
    ]),
  );
}

function conditional(condition: Json, value: JsonObject): Json {
  return condition === null ? value : { "Fn::If": [condition, value, { Ref: "AWS::NoValue" }] };
}
