import { badRequest } from "../execute-api/gateway-error.js";
import type { PatchOperation } from "../execute-api/patch.js";

/** A path of UpdateStage behind `/{resource}/{verb}` → the setting's name and how its text is read. */
const settings: Readonly<Record<string, readonly [name: string, kind: "boolean" | "number" | "text"]>> = {
  "metrics/enabled": ["metricsEnabled", "boolean"],
  "logging/dataTrace": ["dataTraceEnabled", "boolean"],
  "logging/loglevel": ["loggingLevel", "text"],
  "throttling/burstLimit": ["throttlingBurstLimit", "number"],
  "throttling/rateLimit": ["throttlingRateLimit", "number"],
  "caching/dataEncrypted": ["cacheDataEncrypted", "boolean"],
  "caching/enabled": ["cachingEnabled", "boolean"],
  "caching/ttlInSeconds": ["cacheTtlInSeconds", "number"],
  "caching/requireAuthorizationForCacheControl": ["requireAuthorizationForCacheControl", "boolean"],
  "caching/unauthorizedCacheControlHeaderStrategy": ["unauthorizedCacheControlHeaderStrategy", "text"],
};

const defaults = {
  ...{ metricsEnabled: false, dataTraceEnabled: false, throttlingBurstLimit: 5000 },
  ...{ throttlingRateLimit: 10_000, cachingEnabled: false, cacheTtlInSeconds: 300 },
  ...{ cacheDataEncrypted: false, requireAuthorizationForCacheControl: true },
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
};

/** Applies a patch of a stage's method settings, which are kept and shown: nothing is throttled, cached or logged by them. */
export function methodSetting(
  next: Record<string, unknown>,
  { segments, op, value = "" }: PatchOperation,
): boolean {
  const [resource = "", verb, group, name] = segments;
  const all = { ...(next.methodSettings as Record<string, object>) };
  const key = `${resource.replace(/^\//, "")}/${verb}`;
  if (op === "remove" && segments.length === 2) {
    if (all[key] === undefined) {
      throw badRequest(
        `Cannot remove method setting ${key} because there is no method setting for this method `,
      );
    }
    delete all[key];
    next.methodSettings = all;
    return true;
  }
  const setting = settings[`${group}/${name}`];
  if (segments.length !== 4 || setting === undefined || op === "remove") return false;
  const [member, kind] = setting;
  const read = kind === "boolean" ? value === "true" : kind === "number" ? Number(value) : value;
  next.methodSettings = { ...all, [key]: { ...defaults, ...all[key], [member]: read } };
  return true;
}
