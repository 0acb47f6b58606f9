import { badRequest } from "../execute-api/gateway-error.js";
import type { AwsOutput } from "../front/aws-service.js";

/** The page of a list that `nextToken` and `maxResults` (default and at most 500) ask for. Throws AwsError. */
export function pageOf(items: readonly AwsOutput[], query: URLSearchParams): AwsOutput {
  const limit = Number(query.get("maxResults") ?? "500");
  if (!Number.isInteger(limit) || limit < 1) throw badRequest("Invalid value for maxResults");
  const start = Number(Buffer.from(query.get("nextToken") ?? "", "base64").toString("utf8") || "0");
  if (!Number.isInteger(start)) throw badRequest("Invalid value for nextToken");
  const end = start + Math.min(limit, 500);
  const more = end < items.length ? { nextToken: Buffer.from(String(end)).toString("base64") } : {};
  return { items: items.slice(start, end), ...more };
}
