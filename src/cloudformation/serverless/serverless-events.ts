import { isObject, type Json, type JsonObject } from "../json.js";
import { checkKeys, ref } from "../sam/sam-context.js";
import { TemplateError, type TemplatePath, unsupported } from "../template-error.js";
import { type ApiUse, apiIds } from "./serverless-apis.js";
import type { ServerlessScope } from "./serverless-scope.js";

export interface EventScope {
  readonly scope: ServerlessScope;
  readonly key: string;
  /** Of the function. */
  readonly name: Json;
  readonly index: number;
  readonly path: TemplatePath;
}

export interface ServerlessEvent {
  /** Unique in its function. */
  readonly id: string;
  /** As SAM has it. */
  readonly event: JsonObject;
  readonly api?: ApiUse;
  readonly statements: readonly JsonObject[];
}

type Reader = (given: Json, event: EventScope) => Omit<ServerlessEvent, "id">;

const readers: Readonly<Record<string, Reader>> = {
  httpApi: readHttpApi,
  http: readHttp,
  sqs: readQueue,
  stream: readStream,
  sns: readTopic,
  s3: readBucket,
  eventBridge: readBus,
  schedule: readSchedule,
};

/** @throws TemplateError for a kind of event, or a setting of one, that is not supported */
export function serverlessEvent(given: Json, event: EventScope): ServerlessEvent {
  const [kind = "", ...more] = isObject(given) ? Object.keys(given) : [];
  if (!isObject(given) || more.length > 0)
    throw new TemplateError("an event must be one kind of event", event.path);
  const read = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (read === undefined) throw unsupported(`The event ${kind}`, [...event.path, kind]);
  const made = read(given[kind] ?? {}, { ...event, path: [...event.path, kind] });
  return { id: `${kind[0]?.toUpperCase()}${kind.slice(1)}${event.index + 1}`, ...made };
}

function asMap(
  given: Json,
  text: string,
  event: EventScope,
  known: readonly string[],
  what: string,
): JsonObject {
  const map = isObject(given) && !isCall(given) ? given : { [text]: given };
  checkKeys(map, known, what, event.path);
  return map;
}

/** `!GetAtt Queue.Arn` in place of a map. */
function isCall(given: JsonObject): boolean {
  const [name = "", ...more] = Object.keys(given);
  return more.length === 0 && (name === "Ref" || name.startsWith("Fn::"));
}

/** `GET /orders/{id}`, `*`, or a map. */
function route(given: Json, event: EventScope, known: readonly string[], what: string) {
  const map = asMap(given, "route", event, ["route", "method", "path", ...known], what);
  const [method, path] = String(map.route ?? `${String(map.method ?? "*")} ${String(map.path ?? "")}`).split(
    /\s+/,
  );
  return {
    map,
    method: (method ?? "*").toUpperCase(),
    path: path === undefined || path === "" ? undefined : path,
  };
}

function readHttpApi(given: Json, event: EventScope) {
  const { map, method, path } = route(given, event, ["timeout"], "an httpApi event");
  const api = isObject(event.scope.provider.httpApi) ? event.scope.provider.httpApi : {};
  const { payload } = api;
  const Properties = {
    ApiId: ref(apiIds.http),
    ...(path === undefined || path === "*" ? {} : { Path: path, Method: method === "*" ? "ANY" : method }),
    ...(payload !== undefined && { PayloadFormatVersion: String(payload) }),
    ...(map.timeout !== undefined && { TimeoutInMillis: Math.round(Number(map.timeout) * 1000) }),
  };
  return {
    event: { Type: "HttpApi", Properties },
    api: { kind: "http", cors: false } as const,
    statements: [],
  };
}

function readHttp(given: Json, event: EventScope) {
  const { map, method, path } = route(given, event, ["cors", "integration"], "an http event");
  const { integration = "AWS_PROXY", cors = false } = map;
  if (!/^(aws|lambda)[_-]proxy$/i.test(String(integration))) {
    throw unsupported(`The integration ${String(integration)}`, [...event.path, "integration"]);
  }
  if (cors !== true && cors !== false) throw unsupported("cors with settings", [...event.path, "cors"]);
  const Path = `/${(path ?? "").replace(/^\//, "")}`;
  const Properties = { RestApiId: ref(apiIds.rest), Path, Method: method === "*" ? "ANY" : method };
  return { event: { Type: "Api", Properties }, api: { kind: "rest", cors } as const, statements: [] };
}

/** The name here → SAM's. */
const mapping: Readonly<Record<string, string>> = {
  ...{ batchSize: "BatchSize", enabled: "Enabled", batchWindow: "MaximumBatchingWindowInSeconds" },
  ...{ maximumBatchingWindow: "MaximumBatchingWindowInSeconds" },
};
const streaming: Readonly<Record<string, string>> = {
  ...{ startingPosition: "StartingPosition", maximumRetryAttempts: "MaximumRetryAttempts" },
  ...{
    maximumRecordAgeInSeconds: "MaximumRecordAgeInSeconds",
    parallelizationFactor: "ParallelizationFactor",
  },
  ...{
    bisectBatchOnFunctionError: "BisectBatchOnFunctionError",
    tumblingWindowInSeconds: "TumblingWindowInSeconds",
  },
};

function mapped(map: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, as]) => (map[name] === undefined ? [] : [[as, map[name]]])),
  );
}

function shared({ functionResponseType: type, filterPatterns: patterns }: JsonObject): JsonObject {
  return {
    ...(type !== undefined && { FunctionResponseTypes: [type] }),
    ...(Array.isArray(patterns) && {
      FilterCriteria: { Filters: patterns.map((pattern: Json) => ({ Pattern: JSON.stringify(pattern) })) },
    }),
  };
}

function readQueue(given: Json, event: EventScope) {
  const names = [
    ...Object.keys(mapping),
    "arn",
    "functionResponseType",
    "filterPatterns",
    "maximumConcurrency",
  ];
  const map = asMap(given, "arn", event, names, "an sqs event");
  const { arn = "", maximumConcurrency: most } = map;
  const Properties = {
    ...{ Queue: arn, ...mapped(map, mapping), ...shared(map) },
    ...(most !== undefined && { ScalingConfig: { MaximumConcurrency: most } }),
  };
  const Action = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  return { event: { Type: "SQS", Properties }, statements: [{ Effect: "Allow", Action, Resource: [arn] }] };
}

function readStream(given: Json, event: EventScope) {
  const own = ["arn", "type", "functionResponseType", "filterPatterns", "destinations"];
  const names = [...Object.keys(mapping), ...Object.keys(streaming), ...own];
  const map = asMap(given, "arn", event, names, "a stream event");
  const { arn = "", type, destinations } = map;
  const kind = String(type ?? (JSON.stringify(arn).includes("kinesis") ? "kinesis" : "dynamodb"));
  if (kind !== "dynamodb" && kind !== "kinesis")
    throw unsupported(`The stream ${kind}`, [...event.path, "type"]);
  const failure = isObject(destinations) ? destinations.onFailure : undefined;
  const target = isObject(failure) && failure.arn !== undefined ? failure.arn : failure;
  const Properties = {
    ...{ Stream: arn, StartingPosition: "TRIM_HORIZON", ...mapped(map, mapping), ...mapped(map, streaming) },
    ...shared(map),
    ...(target !== undefined && { DestinationConfig: { OnFailure: { Destination: target } } }),
  };
  const verbs = ["GetRecords", "GetShardIterator", "DescribeStream", "ListStreams"];
  const sends = { Effect: "Allow", Action: ["sqs:SendMessage", "sns:Publish"], Resource: [target ?? ""] };
  return {
    event: { Type: kind === "dynamodb" ? "DynamoDB" : "Kinesis", Properties },
    statements: [
      { Effect: "Allow", Action: verbs.map((verb) => `${kind}:${verb}`), Resource: [arn] },
      ...(target === undefined ? [] : [sends]),
    ],
  };
}

function readTopic(given: Json, event: EventScope) {
  const names = ["arn", "filterPolicy", "filterPolicyScope", "redrivePolicy", "topicName"];
  const map = asMap(given, "arn", event, names, "an sns event");
  const { arn, filterPolicy: policy, filterPolicyScope: scope, redrivePolicy: redrive } = map;
  // A name alone is a topic that the Serverless Framework makes.
  if (arn === undefined || (typeof arn === "string" && !arn.startsWith("arn:"))) {
    throw unsupported("A topic that is to be made (no arn)", event.path);
  }
  const letters = isObject(redrive) ? (redrive.deadLetterTargetArn ?? redrive) : undefined;
  const Properties = {
    Topic: arn,
    ...{
      ...(policy !== undefined && { FilterPolicy: policy }),
      ...(scope !== undefined && { FilterPolicyScope: scope }),
    },
    ...(letters !== undefined && { RedrivePolicy: { deadLetterTargetArn: letters } }),
  };
  return { event: { Type: "SNS", Properties }, statements: [] };
}

function readBucket(given: Json, event: EventScope) {
  const map = asMap(given, "bucket", event, ["bucket", "event", "rules"], "an s3 event");
  const { bucket, event: name = "s3:ObjectCreated:*", rules } = map;
  if (typeof bucket !== "string") throw unsupported("A bucket that is not named", [...event.path, "bucket"]);
  const filters = (Array.isArray(rules) ? rules : []).flatMap((rule: Json) =>
    Object.entries(isObject(rule) ? rule : {}).map(([Name, Value]) => ({ Name, Value })),
  );
  const Properties = {
    ...{ Bucket: ref(event.scope.buckets.idOf(bucket)), Events: name },
    ...(filters.length > 0 && { Filter: { S3Key: { Rules: filters } } }),
  };
  return { event: { Type: "S3", Properties }, statements: [] };
}

function readBus(given: Json, event: EventScope) {
  const names = ["deadLetterQueueArn", "enabled", "eventBus", "input", "inputPath", "inputTransformer"];
  const map = asMap(
    given,
    "",
    event,
    [...names, "name", "pattern", "retryPolicy", "schedule"],
    "an eventBridge event",
  );
  const { eventBus: bus, pattern, schedule, name, enabled = true } = map;
  const Properties = {
    ...(schedule === undefined ? { Pattern: pattern ?? {} } : { Schedule: schedule }),
    ...(bus !== undefined && schedule === undefined && { EventBusName: bus }),
    ...(name !== undefined && { [schedule === undefined ? "RuleName" : "Name"]: name }),
    ...{ State: enabled === false ? "DISABLED" : "ENABLED", ...targetOf(map, schedule !== undefined, event) },
  };
  return {
    event: { Type: schedule === undefined ? "EventBridgeRule" : "Schedule", Properties },
    statements: [],
  };
}

function readSchedule(given: Json, event: EventScope) {
  const names = ["description", "enabled", "input", "method", "name", "rate"];
  const map = asMap(given, "rate", event, names, "a schedule event");
  const { rate = "", description, enabled = true, name, method = "eventBus" } = map;
  if (method !== "eventBus") throw unsupported(`The method ${String(method)}`, [...event.path, "method"]);
  const [expression, ...more] = Array.isArray(rate) ? (rate as Json[]) : [rate];
  if (more.length > 0) throw unsupported("Several rates of one event", [...event.path, "rate"]);
  const Properties = {
    ...{ Schedule: expression ?? "", State: enabled === false ? "DISABLED" : "ENABLED" },
    ...{
      ...(description !== undefined && { Description: description }),
      ...(name !== undefined && { Name: name }),
    },
    ...targetOf(map, true, event),
  };
  return { event: { Type: "Schedule", Properties }, statements: [] };
}

function targetOf(map: JsonObject, isSchedule: boolean, event: EventScope): JsonObject {
  const {
    input,
    inputPath,
    inputTransformer: transformer,
    deadLetterQueueArn: letters,
    retryPolicy: retry,
  } = map;
  if (isSchedule && (inputPath !== undefined || transformer !== undefined)) {
    throw unsupported("inputPath or inputTransformer of a schedule", event.path);
  }
  const policy = isObject(retry) ? retry : {};
  const upper = { maximumEventAge: "MaximumEventAgeInSeconds", maximumRetryAttempts: "MaximumRetryAttempts" };
  return {
    ...(input !== undefined && { Input: typeof input === "string" ? input : JSON.stringify(input) }),
    ...(inputPath !== undefined && { InputPath: inputPath }),
    ...(isObject(transformer) && {
      InputTransformer: mapped(transformer, {
        inputPathsMap: "InputPathsMap",
        inputTemplate: "InputTemplate",
      }),
    }),
    ...(letters !== undefined && { DeadLetterConfig: { Arn: letters } }),
    ...(Object.keys(policy).length > 0 && { RetryPolicy: mapped(policy, upper) }),
  };
}
