import { isList, isObject, type Json, type JsonObject } from "../json.js";
import { checkKeys, getAtt } from "../sam/sam-context.js";
import { TemplateError, type TemplatePath } from "../template-error.js";
import type { ServerlessFunction } from "./read-serverless.js";
import type { ApiUse } from "./serverless-apis.js";
import { serverlessEvent } from "./serverless-events.js";
import { sharedRoleId } from "./serverless-role.js";
import { normalizedName, type ServerlessScope } from "./serverless-scope.js";

const known = [
  ...["architecture", "condition", "dependsOn", "description", "destinations", "disableLogs", "environment"],
  ...[
    "ephemeralStorageSize",
    "events",
    "handler",
    "kmsKeyArn",
    "layers",
    "logRetentionInDays",
    "maximumEventAge",
  ],
  ...["maximumRetryAttempts", "memorySize", "name", "onError", "package", "provisionedConcurrency"],
  ...["reservedConcurrency", "role", "runtime", "tags", "timeout", "tracing", "versionFunction"],
];

/** The alias that provisioned concurrency is kept for; the Serverless Framework's name for it. */
const provisionedAlias = "provisioned";

export interface FunctionScope extends ServerlessScope {
  /** `package` of the service. */
  readonly packaging: Json | undefined;
}

export interface MadeFunction {
  readonly packaged: ServerlessFunction;
  readonly resources: readonly (readonly [string, JsonObject])[];
  readonly apis: readonly ApiUse[];
  readonly usesSharedRole: boolean;
  /** What its events need of the shared role. */
  readonly statements: readonly JsonObject[];
}

/** A function with its log group, as SAM has them. @throws TemplateError */
export function serverlessFunction(key: string, given: JsonObject, scope: FunctionScope): MadeFunction {
  const path = ["functions", key];
  checkKeys(given, known, `the function ${key}`, path);
  const { provider, service, stage } = scope;
  const base = normalizedName(key);
  const logicalId = `${base}LambdaFunction`;
  const name = given.name ?? `${service}-${stage}-${key}`;
  const own = (property: string, fallback?: Json): Json | undefined =>
    given[property] ?? provider[property] ?? fallback;
  if (given.handler === undefined) throw new TemplateError(`The function ${key} has no handler`, path);
  const { events = [], reservedConcurrency: reserved, provisionedConcurrency: provisioned } = given;
  const read = (isList(events) ? events : []).map((event, index) =>
    serverlessEvent(event, { scope, key, name, index, path: [...path, "events", index] }),
  );
  const groupId = `${base}LogGroup`;
  const logged = given.disableLogs !== true;
  const days = own("logRetentionInDays");
  const role = given.role;
  const tracing = given.tracing ?? (isObject(provider.tracing) ? provider.tracing.lambda : undefined);
  const optional: Record<string, Json | undefined> = {
    ...{ Description: given.description, KmsKeyArn: own("kmsKeyArn"), Layers: own("layers") },
    ReservedConcurrentExecutions: reserved ?? undefined,
    ...{ Environment: environmentOf(provider, given), Tags: tagsOf(provider, given) },
    Architectures: own("architecture") === undefined ? undefined : [own("architecture") ?? "x86_64"],
    EphemeralStorage:
      given.ephemeralStorageSize === undefined ? undefined : { Size: given.ephemeralStorageSize },
    Tracing: tracing === undefined || tracing === false ? undefined : tracing === true ? "Active" : tracing,
    ...concurrency(provisioned),
    ...{
      DeadLetterQueue: deadLetters(given.onError),
      EventInvokeConfig: invokeConfig(given, [...path, "destinations"]),
    },
  };
  const resource: JsonObject = {
    Type: "AWS::Serverless::Function",
    ...(given.condition !== undefined && { Condition: given.condition }),
    ...(logged || given.dependsOn !== undefined
      ? { DependsOn: dependencies(given.dependsOn, logged ? groupId : undefined) }
      : {}),
    Properties: {
      ...{ FunctionName: name, Handler: given.handler, CodeUri: "." },
      ...{ Runtime: own("runtime", "nodejs20.x") ?? "", MemorySize: own("memorySize", 1024) ?? 1024 },
      ...{ Timeout: own("timeout", 6) ?? 6, Role: roleOf(role) },
      ...Object.fromEntries(
        Object.entries(optional).filter((entry): entry is [string, Json] => entry[1] !== undefined),
      ),
      Events: Object.fromEntries(read.map((one) => [one.id, one.event])),
    },
  };
  const group: JsonObject = {
    Type: "AWS::Logs::LogGroup",
    Properties: { LogGroupName: groupName(name), ...(days !== undefined && { RetentionInDays: days }) },
  };
  return {
    packaged: packagingOf(key, logicalId, given, scope.packaging),
    resources: [...(logged ? ([[groupId, group]] as const) : []), [logicalId, resource]],
    apis: read.flatMap(({ api }) => (api === undefined ? [] : [api])),
    usesSharedRole: role === undefined,
    statements: [...read.flatMap((one) => one.statements), ...grants(given)],
  };
}

/** A text with functions of CloudFormation in it needs them carried out. */
function groupName(name: Json): Json {
  return typeof name === "string" ? `/aws/lambda/${name}` : { "Fn::Join": ["", ["/aws/lambda/", name]] };
}

function roleOf(role: Json | undefined): Json {
  if (role === undefined) return getAtt(sharedRoleId, "Arn");
  // The logical id of a role of the service's own resources.
  return typeof role === "string" && !role.includes(":") ? getAtt(role, "Arn") : role;
}

function environmentOf(
  { environment: shared = {} }: JsonObject,
  { environment: own = {} }: JsonObject,
): JsonObject | undefined {
  const Variables = { ...(isObject(shared) ? shared : {}), ...(isObject(own) ? own : {}) };
  return Object.keys(Variables).length > 0 ? { Variables } : undefined;
}

function tagsOf({ tags: shared = {} }: JsonObject, { tags: own = {} }: JsonObject): JsonObject | undefined {
  const tags = { ...(isObject(shared) ? shared : {}), ...(isObject(own) ? own : {}) };
  return Object.keys(tags).length > 0 ? tags : undefined;
}

function concurrency(provisioned: Json | undefined): Record<string, Json> {
  if (provisioned === undefined || provisioned === null) return {};
  const config = { ProvisionedConcurrentExecutions: provisioned };
  return { AutoPublishAlias: provisionedAlias, ProvisionedConcurrencyConfig: config };
}

function deadLetters(onError: Json | undefined): JsonObject | undefined {
  if (onError === undefined) return undefined;
  return {
    Type: typeof onError === "string" && onError.includes(":sqs:") ? "SQS" : "SNS",
    TargetArn: onError,
  };
}

function invokeConfig(given: JsonObject, path: TemplatePath): JsonObject | undefined {
  const { destinations, maximumEventAge: age, maximumRetryAttempts: attempts } = given;
  if (destinations === undefined && age === undefined && attempts === undefined) return undefined;
  const targets = isObject(destinations) ? destinations : {};
  checkKeys(targets, ["onFailure", "onSuccess"], "destinations", path);
  const config = Object.entries(targets).map(([on, target]) => [
    on === "onFailure" ? "OnFailure" : "OnSuccess",
    // Who may send there is the role's matter here, so no kind is needed.
    { Destination: arnOf(target) },
  ]);
  return {
    ...(age !== undefined && { MaximumEventAgeInSeconds: age }),
    ...(attempts !== undefined && { MaximumRetryAttempts: attempts }),
    ...(config.length > 0 && { DestinationConfig: Object.fromEntries(config) }),
  };
}

const sending: Readonly<Record<string, string>> = {
  ...{
    sqs: "sqs:SendMessage",
    sns: "sns:Publish",
    eventBus: "events:PutEvents",
    function: "lambda:InvokeFunction",
  },
};

/** What destinations and dead letters need. */
function grants({ destinations, onError }: JsonObject): JsonObject[] {
  const targets = Object.values(isObject(destinations) ? destinations : {}).flatMap((target) => {
    const action = isObject(target) && typeof target.type === "string" ? sending[target.type] : undefined;
    return action === undefined ? [] : [{ Effect: "Allow", Action: [action], Resource: [arnOf(target)] }];
  });
  const letters = { Effect: "Allow", Action: ["sqs:SendMessage", "sns:Publish"], Resource: [onError ?? ""] };
  return [...targets, ...(onError === undefined ? [] : [letters])];
}

function arnOf(target: Json): Json {
  return isObject(target) && target.arn !== undefined ? target.arn : target;
}

function dependencies(given: Json | undefined, group: string | undefined): string[] {
  const named = given === undefined ? [] : isList(given) ? given.map(String) : [String(given)];
  return group === undefined ? named : [...named, group];
}

function packagingOf(
  key: string,
  logicalId: string,
  given: JsonObject,
  service: Json | undefined,
): ServerlessFunction {
  const [shared, own] = [isObject(service) ? service : {}, isObject(given.package) ? given.package : {}];
  const names = ["artifact", "individually", "patterns"];
  checkKeys(shared, names, "package", ["package"]);
  checkKeys(own, names, "package", ["functions", key, "package"]);
  const patterns = [shared, own].flatMap(({ patterns: list = [] }) => (isList(list) ? list.map(String) : []));
  const artifact = own.artifact ?? shared.artifact;
  return { key, logicalId, patterns, ...(artifact !== undefined && { artifact: String(artifact) }) };
}
