import type { ConfigNode } from "./config-node.js";
import type { DeployedFunction, EventKind, FunctionEvent } from "./deployed-function.js";
import type { Resource } from "./infrastructure.js";
import { referredIds } from "./possible-values.js";

type Resources = ReadonlyMap<string, Resource>;

/** The functions of a SAM or CloudFormation template. */
export function samFunctions(root: ConfigNode, resources: Resources): readonly DeployedFunction[] {
  return [...resources.values()].flatMap((resource) => {
    if (resource.type === "AWS::Serverless::Function") return [samFunction(root, resource, resources)];
    return resource.type === "AWS::Lambda::Function" ? [plainFunction(root, resource, resources)] : [];
  });
}

function samFunction(
  root: ConfigNode,
  { id, node, properties }: Resource,
  resources: Resources,
): DeployedFunction {
  const shared = root.get("Globals", "Function");
  const setting = (...path: string[]): ConfigNode | undefined =>
    properties?.get(...path) ?? shared?.get(...path);
  const events = (properties?.get("Events")?.entries() ?? []).map(([, event]) => samEvent(event));
  const url = properties?.get("FunctionUrlConfig");
  return {
    ...common(id, node, root, setting),
    codeFolder: setting("CodeUri")?.text,
    tracing: setting("Tracing"),
    provisioned: setting("ProvisionedConcurrencyConfig"),
    hasAlias: setting("AutoPublishAlias") !== undefined,
    environment: [
      ...(shared?.get("Environment", "Variables")?.entries() ?? []),
      ...(properties?.get("Environment", "Variables")?.entries() ?? []),
    ],
    onFailure:
      setting("DeadLetterQueue") ??
      setting("EventInvokeConfig", "DestinationConfig", "OnFailure") ??
      invokeConfig(id, resources),
    events: [...events, ...(url ? [plainEvent("url", url)] : []), ...mappedEvents(id, resources)],
  };
}

function plainFunction(
  root: ConfigNode,
  { id, node, properties }: Resource,
  resources: Resources,
): DeployedFunction {
  const setting = (...path: string[]): ConfigNode | undefined => properties?.get(...path);
  const about = resourcesAbout(id, resources);
  const provisioned = about
    .filter(({ type }) => /^AWS::Lambda::(?:Alias|Version)$/.test(type))
    .flatMap(({ properties: one }) => one?.get("ProvisionedConcurrencyConfig") ?? [])[0];
  return {
    ...common(id, node, root, setting),
    codeFolder: setting("Code")?.text,
    tracing: setting("TracingConfig", "Mode"),
    provisioned,
    hasAlias: provisioned !== undefined,
    environment: setting("Environment", "Variables")?.entries() ?? [],
    onFailure: setting("DeadLetterConfig", "TargetArn") ?? invokeConfig(id, resources),
    events: mappedEvents(id, resources),
  };
}

function common(
  id: string,
  node: ConfigNode,
  root: ConfigNode,
  setting: (...path: string[]) => ConfigNode | undefined,
) {
  return {
    ...{ id, node, root },
    name: setting("FunctionName"),
    handler: setting("Handler"),
    runtime: setting("Runtime"),
    timeout: setting("Timeout"),
    memory: setting("MemorySize"),
    snapStart: setting("SnapStart"),
    logFormat: setting("LoggingConfig", "LogFormat"),
    layers: setting("Layers") ?? setting("ImageUri") ?? setting("Code", "ImageUri"),
  };
}

const kinds: Readonly<Record<string, EventKind>> = {
  ...{ Api: "http", HttpApi: "http-api", SQS: "queue", DynamoDB: "table-stream", Kinesis: "kinesis" },
  ...{ EventBridgeRule: "bus", CloudWatchEvent: "bus", Schedule: "schedule", ScheduleV2: "schedule" },
  ...{ S3: "bucket", SNS: "topic", CloudWatchLogs: "other" },
};

function samEvent(event: ConfigNode): FunctionEvent {
  const kind = kinds[event.get("Type")?.text ?? ""] ?? "other";
  const properties = event.get("Properties");
  const path = properties?.get("Path")?.text;
  const method = properties?.get("Method")?.text?.toLowerCase();
  return {
    ...{ kind, node: event },
    source: properties?.first("Queue", "Stream", "Topic", "Bucket"),
    ...(path !== undefined && path !== "$default" && { path }),
    method:
      method === undefined || /^(?:any|\*|x-amazon-apigateway-any-method)$/.test(method) ? "all" : method,
    setting: (name) => properties?.get(...name.split(".")),
  };
}

function plainEvent(kind: EventKind, node: ConfigNode, source?: ConfigNode): FunctionEvent {
  return { kind, node, source, setting: (name) => node.get(...name.split(".")) };
}

/** Resources that are about a function: they name it. */
function resourcesAbout(id: string, resources: Resources): readonly Resource[] {
  return [...resources.values()].filter(({ properties }) => {
    const target = properties?.first("FunctionName", "TargetFunctionArn");
    return target !== undefined && (referredIds(target.value).has(id) || target.value === id);
  });
}

function invokeConfig(id: string, resources: Resources): ConfigNode | undefined {
  return resourcesAbout(id, resources)
    .filter(({ type }) => type === "AWS::Lambda::EventInvokeConfig")
    .flatMap(({ properties }) => properties?.get("DestinationConfig", "OnFailure") ?? [])[0];
}

const principals: Readonly<Record<string, EventKind>> = {
  ...{ "apigateway.amazonaws.com": "http", "s3.amazonaws.com": "bucket", "sns.amazonaws.com": "topic" },
  "events.amazonaws.com": "bus",
};

/** What CloudFormation's own resources start a function by. */
function mappedEvents(id: string, resources: Resources): readonly FunctionEvent[] {
  return resourcesAbout(id, resources).flatMap(({ type, node, properties }): FunctionEvent[] => {
    if (!properties) return [];
    if (type === "AWS::Lambda::Url") return [plainEvent("url", properties)];
    if (type === "AWS::Lambda::EventSourceMapping") {
      const source = properties.get("EventSourceArn");
      return [plainEvent(kindOfSource(source, resources), properties, source)];
    }
    const kind =
      type === "AWS::Lambda::Permission" ? principals[properties.get("Principal")?.text ?? ""] : undefined;
    return kind ? [plainEvent(kind, node)] : [];
  });
}

function kindOfSource(source: ConfigNode | undefined, resources: Resources): EventKind {
  const text = JSON.stringify(source?.value ?? "");
  const types = [...referredIds(source?.value ?? null)].map((one) => resources.get(one)?.type ?? "");
  if (types.includes("AWS::SQS::Queue") || text.includes(":sqs:")) return "queue";
  if (types.some((one) => /^AWS::(?:DynamoDB|Serverless)::/.test(one)) || text.includes(":dynamodb:"))
    return "table-stream";
  return types.includes("AWS::Kinesis::Stream") || text.includes(":kinesis:") ? "kinesis" : "other";
}
