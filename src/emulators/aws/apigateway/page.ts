import { badRequest } from "../execute-api/gateway-error.js";
import type { AwsOutput } from "../front/aws-service.js";

/** The page of a list that `position` and `limit` (default 25, at most 500) ask for. Throws AwsError. */
export function pageOf(items: readonly AwsOutput[], query: URLSearchParams): AwsOutput {
  const limit = Number(query.get("limit") ?? "25");
  if (!Number.isInteger(limit) || limit < 1) throw badRequest("Invalid limit parameter specified");
  const start = Number(Buffer.from(query.get("position") ?? "", "base64").toString("utf8") || "0");
  if (!Number.isInteger(start)) throw badRequest("Invalid position parameter specified");
  const end = start + Math.min(limit, 500);
  const more = end < items.length ? { position: Buffer.from(String(end)).toString("base64") } : {};
  return { item: items.slice(start, end), ...more };
}
