import type { AwsOutput } from "../front/aws-service.js";
import type { Method } from "./rest-api.js";

/** Maps that are empty are not shown. */
export function showMethod(method: Method): AwsOutput {
  const shown = Object.entries(method).filter(([, value]) => !isEmptyObject(value));
  return Object.fromEntries(shown);
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
