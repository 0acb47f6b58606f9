import type { JsonObject } from "../json.js";
import type { ServerlessBuckets } from "./serverless-buckets.js";

/** What a function of serverless.yml is read in. */
export interface ServerlessScope {
  readonly service: string;
  readonly stage: string;
  readonly provider: JsonObject;
  readonly resources: JsonObject;
  readonly buckets: ServerlessBuckets;
}

/** `create-order` → `CreateDashorder`: the Serverless Framework's normalized name, where logical ids begin. */
export function normalizedName(key: string): string {
  const plain = key.replaceAll("-", "Dash").replaceAll("_", "Underscore");
  return `${plain[0]?.toUpperCase() ?? ""}${plain.slice(1)}`;
}
