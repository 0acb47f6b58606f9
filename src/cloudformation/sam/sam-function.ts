import { createHash } from "node:crypto";
import { canonicalJson, isObject, type Json, type JsonObject } from "../json.js";
import { destinationOf } from "./destinations.js";
import { addFunctionEvents } from "./function-events.js";
import { addFunctionRole, type RoleNeeds } from "./function-role.js";
import {
  addResource,
  checkKeys,
  getAtt,
  literalText,
  picked,
  ref,
  type SamContext,
  type SamResource,
  samError,
  tagsOf,
} from "./sam-context.js";

/** What the function has as it is written. */
const passed = [
  ...["Architectures", "Description", "EphemeralStorage", "FunctionName", "Handler", "KmsKeyArn", "Layers"],
  ...["LoggingConfig", "MemorySize", "PackageType", "ReservedConcurrentExecutions", "Runtime", "SnapStart"],
  ...["Timeout", "VpcConfig", "Environment"],
];
const used = [
  ...[
    "AssumeRolePolicyDocument",
    "AutoPublishAlias",
    "AutoPublishAliasAllProperties",
    "AutoPublishCodeSha256",
  ],
  ...["CodeUri", "DeadLetterQueue", "EventInvokeConfig", "Events", "InlineCode", "PermissionsBoundary"],
  ...[
    "Policies",
    "ProvisionedConcurrencyConfig",
    "Role",
    "RolePath",
    "Tags",
    "Tracing",
    "VersionDescription",
  ],
  "VersionDeletionPolicy",
];

/** A function as others in the template refer to it. */
export interface FunctionTarget {
  readonly id: string;
  /** The alias's where it publishes one. */
  readonly arn: JsonObject;
  /** For `FunctionName`. */
  readonly name: JsonObject;
  readonly aliasId?: string;
}

/** Writes an `AWS::Serverless::Function` out, with its role, version, alias, events and what they need. @throws TemplateError */
export function addFunction(context: SamContext, resource: SamResource): void {
  const { id, properties, source, path } = resource;
  checkKeys(properties, [...passed, ...used], "AWS::Serverless::Function", path);
  const needs: RoleNeeds = { managed: new Set(), statements: [] };
  const code = codeOf(context, resource);
  const { DeadLetterQueue: letters, Tracing: tracing } = properties;
  if (properties.Role === undefined && isObject(letters)) {
    const action = letters.Type === "SNS" ? "sns:Publish" : "sqs:SendMessage";
    needs.statements.push({ Effect: "Allow", Action: action, Resource: letters.TargetArn ?? "" });
  }
  const lambda = {
    Code: code,
    ...picked(properties, passed),
    ...(isObject(letters) && { DeadLetterConfig: picked(letters, ["TargetArn"]) }),
    ...(tracing !== undefined && { TracingConfig: { Mode: tracing } }),
    Role: properties.Role ?? getAtt(`${id}Role`, "Arn"),
    Tags: tagsOf(properties, { Key: "lambda:createdBy", Value: "SAM" }),
  };
  const { Type: _, Properties: __, ...attributes } = source;
  addResource(context, id, { ...attributes, Type: "AWS::Lambda::Function", Properties: lambda });
  const target = addAlias(context, resource, lambda);
  addInvokeConfig(context, resource, target, needs);
  const { Events: events = {} } = properties;
  addFunctionEvents(context, resource, { target, needs, events: isObject(events) ? events : {} });
  if (properties.Role === undefined) addFunctionRole(context, resource, needs);
}

function codeOf({ codeOf: find }: SamContext, { id, properties, path }: SamResource): JsonObject {
  const { InlineCode: inline, CodeUri: uri } = properties;
  if (inline !== undefined) return { ZipFile: inline };
  const found = find(id, uri);
  if (found !== undefined) return found;
  if (isObject(uri) && uri.Bucket !== undefined && uri.Key !== undefined) {
    const { Bucket, Key, Version } = uri;
    return { S3Bucket: Bucket, S3Key: Key, ...(Version !== undefined && { S3ObjectVersion: Version }) };
  }
  const [, bucket, key, version] = /^s3:\/\/([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(String(uri)) ?? [];
  if (bucket === undefined || key === undefined) {
    throw samError(
      id,
      "'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
      [...[...path, "CodeUri"]],
    );
  }
  return { S3Bucket: bucket, S3Key: key, ...(version !== undefined && { S3ObjectVersion: version }) };
}

/** `<Function>Version<hash of the code>` and `<Function>Alias<name>`, where there is an `AutoPublishAlias`. */
function addAlias(
  context: SamContext,
  { id, properties, source, path }: SamResource,
  lambda: JsonObject,
): FunctionTarget {
  const { AutoPublishAlias: wanted, ProvisionedConcurrencyConfig: provisioned } = properties;
  if (wanted === undefined) {
    if (provisioned !== undefined) {
      throw samError(
        id,
        "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function",
        path,
      );
    }
    return { id, arn: getAtt(id, "Arn"), name: ref(id) };
  }
  const alias = literalText(wanted, context);
  if (alias === undefined || alias === "") {
    throw samError(id, "'AutoPublishAlias' must be a string or a Ref to a template parameter", path);
  }
  const everything = properties.AutoPublishAliasAllProperties === true;
  const given = literalText(properties.AutoPublishCodeSha256, context);
  const hashed: Json = everything ? lambda : (given ?? lambda.Code ?? null);
  const hash = createHash("sha256").update(canonicalJson(hashed)).digest("hex").slice(0, 10);
  const [versionId, aliasId] = [`${id}Version${hash}`, `${id}Alias${alias.replace(/[^A-Za-z0-9]/g, "")}`];
  const { VersionDescription: description, VersionDeletionPolicy: policy = "Retain" } = properties;
  addResource(
    context,
    versionId,
    {
      ...{ Type: "AWS::Lambda::Version", DeletionPolicy: String(policy) },
      Properties: { FunctionName: ref(id), ...(description !== undefined && { Description: description }) },
    },
    source,
  );
  addResource(
    context,
    aliasId,
    {
      Type: "AWS::Lambda::Alias",
      Properties: {
        ...{ Name: alias, FunctionName: ref(id), FunctionVersion: getAtt(versionId, "Version") },
        ...(provisioned !== undefined && { ProvisionedConcurrencyConfig: provisioned }),
      },
    },
    source,
  );
  return { id, arn: ref(aliasId), name: ref(aliasId), aliasId };
}

function addInvokeConfig(
  context: SamContext,
  { id, properties, source, path }: SamResource,
  target: FunctionTarget,
  needs: RoleNeeds,
): void {
  const { EventInvokeConfig: config } = properties;
  if (config === undefined) return;
  const where = [...path, "EventInvokeConfig"];
  if (!isObject(config)) throw samError(id, "EventInvokeConfig must be a map", where);
  checkKeys(
    config,
    ["DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts"],
    "EventInvokeConfig",
    where,
  );
  const destinations = Object.entries(isObject(config.DestinationConfig) ? config.DestinationConfig : {}).map(
    ([on, destination]) =>
      [on, destinationOf(destination, needs, [...where, "DestinationConfig", on])] as const,
  );
  const aliasName =
    target.aliasId === undefined ? undefined : context.resources.get(target.aliasId)?.Properties?.Name;
  addResource(
    context,
    `${id}EventInvokeConfig`,
    {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: {
        ...{ FunctionName: ref(id), Qualifier: aliasName ?? "$LATEST" },
        ...picked(config, ["MaximumEventAgeInSeconds", "MaximumRetryAttempts"]),
        ...(destinations.length > 0 && { DestinationConfig: Object.fromEntries(destinations) }),
      },
      ...(target.aliasId !== undefined && { DependsOn: [target.aliasId] }),
    },
    source,
  );
}
