import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { equalJson, type JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import { patchOperations } from "./patch-operations.js";
import type { ResourceProvider } from "./provider.js";
import {
  boolean,
  fixed,
  integer,
  listOf,
  number,
  required,
  structure,
  tags,
  text,
  textMap,
} from "./shape.js";
import { changeTags, tagMap } from "./tags.js";

const setting = structure(
  {
    ...{ HttpMethod: text, ResourcePath: text, ThrottlingBurstLimit: integer, ThrottlingRateLimit: number },
    ...{ MetricsEnabled: boolean, LoggingLevel: text, DataTraceEnabled: boolean },
  },
  ...["HttpMethod", "ResourcePath"],
);
/** Where a setting of methods is in the API's updates. */
const settingPaths: Readonly<Record<string, string>> = {
  ...{ ThrottlingBurstLimit: "throttling/burstLimit", ThrottlingRateLimit: "throttling/rateLimit" },
  ...{
    MetricsEnabled: "metrics/enabled",
    LoggingLevel: "logging/loglevel",
    DataTraceEnabled: "logging/dataTrace",
  },
};
const paths = {
  ...{ DeploymentId: "/deploymentId", Description: "/description", Variables: "/variables" },
  TracingEnabled: "/tracingEnabled",
};

export const apiStage: ResourceProvider = {
  type: "AWS::ApiGateway::Stage",
  properties: {
    ...{ RestApiId: required(fixed(text)), StageName: fixed(text), DeploymentId: text, Description: text },
    ...{ Variables: textMap, TracingEnabled: boolean, MethodSettings: listOf(setting), Tags: tags },
    AccessLogSetting: structure({ DestinationArn: text, Format: text }),
  },
  attributes: [],
  async create(properties, { clients, begun }) {
    const gateway = await clients.apiGateway();
    const {
      RestApiId: restApiId,
      StageName: stageName = "Stage",
      DeploymentId,
    } = properties as Record<string, string>;
    const { Description: description, Variables: variables, TracingEnabled: traced } = properties;
    await gateway.createStage({
      ...{ restApiId, stageName, deploymentId: DeploymentId },
      ...(description !== undefined && { description: String(description) }),
      ...(variables !== undefined && { variables: variables as Record<string, string> }),
      ...(typeof traced === "boolean" && { tracingEnabled: traced }),
      ...(properties.Tags !== undefined && { tags: tagMap(properties) }),
    });
    begun({ physicalId: stageName });
    const operations = settingOperations({}, properties);
    if (operations.length > 0)
      await gateway.updateStage({ restApiId, stageName, patchOperations: operations });
    return { physicalId: stageName };
  },
  async update(existing, properties, { clients, place }) {
    const gateway = await clients.apiGateway();
    const [restApiId, stageName] = [String(properties.RestApiId), existing.physicalId];
    const { properties: before } = existing;
    const operations = [
      ...patchOperations(before, properties, paths),
      ...settingOperations(before, properties),
    ];
    if (operations.length > 0)
      await gateway.updateStage({ restApiId, stageName, patchOperations: operations });
    const arn = `arn:${place.partition ?? "aws"}:apigateway:${place.region}::/restapis/${restApiId}/stages/${stageName}`;
    await changeTags(before, properties, {
      set: (list) =>
        gateway.tagResource({
          resourceArn: arn,
          tags: Object.fromEntries(list.map((tag) => [tag.Key, tag.Value])),
        }),
      remove: (tagKeys) => gateway.untagResource({ resourceArn: arn, tagKeys }),
    });
    return existing;
  },
  async delete({ physicalId: stageName, properties }, { clients }) {
    const gateway = await clients.apiGateway();
    await deleted(gateway.deleteStage({ restApiId: String(properties.RestApiId), stageName }));
  },
};

function settingOperations(before: JsonObject, after: JsonObject): PatchOperation[] {
  const [old, wanted] = [settingsOf(before), settingsOf(after)];
  const gone = [...old.keys()].filter((path) => !wanted.has(path));
  const methods = new Set(gone.map((path) => path.split("/").slice(0, 3).join("/")));
  const kept = [...wanted.keys()];
  const dropped = [...methods].filter((path) => !kept.some((one) => one.startsWith(`${path}/`)));
  const { AccessLogSetting: log } = after;
  const logs = equalJson(before.AccessLogSetting, log)
    ? []
    : log === undefined
      ? [{ op: "remove" as const, path: "/accessLogSettings" }]
      : Object.entries(log as JsonObject).map(([name, value]) => ({
          ...{ op: "replace" as const, value: String(value) },
          path: `/accessLogSettings/${name === "DestinationArn" ? "destinationArn" : "format"}`,
        }));
  return [
    ...dropped.map((path) => ({ op: "remove" as const, path })),
    ...[...wanted].flatMap(([path, value]) =>
      old.get(path) === value ? [] : [{ op: "replace" as const, path, value }],
    ),
    ...logs,
  ];
}

/** `/{resource path, escaped}/{method}/{setting}` → its value. */
function settingsOf({ MethodSettings: list = [] }: JsonObject): ReadonlyMap<string, string> {
  const settings = (list as JsonObject[]).flatMap(({ HttpMethod, ResourcePath, ...one }) => {
    const path = String(ResourcePath)
      .replace(/^\/(?=\*$)/, "")
      .replaceAll("~", "~0")
      .replaceAll("/", "~1");
    return Object.entries(one).map(
      ([name, value]) =>
        [`/${path}/${String(HttpMethod)}/${settingPaths[name] ?? name}`, String(value)] as const,
    );
  });
  return new Map(settings);
}
