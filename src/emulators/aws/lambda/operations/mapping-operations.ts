import { randomUUID } from "node:crypto";
import type { StreamLog } from "../../dynamodb/streams/stream-log.js";
import { PatternError } from "../../event-pattern/pattern-error.js";
import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import {
  optionalInteger,
  optionalRecord,
  optionalText,
  recordList,
  textList,
  textMap,
} from "../../front/read-input.js";
import type { Queues } from "../../sqs/queues.js";
import { checkDestination } from "../invoke/destinations.js";
import { readFunctionName } from "../invoke/function-name.js";
import { namedByArn } from "../invoke/invoker.js";
import { resolveFunction } from "../invoke/resolve-function.js";
import { conflict, invalidParameter, notApplied, notFound, validation } from "../lambda-error.js";
import type { Mappings } from "../mappings/mappings.js";
import { recordFilter } from "../mappings/record-filter.js";
import { functionArn } from "../state/function-record.js";
import type { Functions } from "../state/functions.js";
import type { MappingRecord, StreamMappingSettings } from "../state/mapping-record.js";
import { type LambdaOperation, type LambdaRequest, onlyKnown, page, within } from "./request.js";

export interface MappingParts {
  readonly functions: Functions;
  readonly mappings: Mappings;
  readonly queues: Queues;
  readonly streams: ReadonlyMap<string, StreamLog>;
}

const changeable = [
  ...["FunctionName", "Enabled", "BatchSize", "FilterCriteria", "MaximumBatchingWindowInSeconds"],
  ...[
    "ParallelizationFactor",
    "DestinationConfig",
    "MaximumRecordAgeInSeconds",
    "BisectBatchOnFunctionError",
  ],
  ...["MaximumRetryAttempts", "TumblingWindowInSeconds", "FunctionResponseTypes", "ScalingConfig"],
];
const createMembers = [...changeable, "EventSourceArn", "StartingPosition", "Tags"];
const maxFilters = 5;
const maxStreamAgeSeconds = 604_800;

export function mappingOperations(parts: MappingParts): Readonly<Record<string, LambdaOperation>> {
  const { functions, mappings } = parts;
  const find = ({ path }: LambdaRequest): MappingRecord => {
    const mapping = functions.mapping(path.uuid ?? "");
    if (mapping === undefined) throw notFound("The resource you requested does not exist.");
    return mapping;
  };
  const shown = (mapping: MappingRecord, state?: string): AwsOutput =>
    shownMapping(mapping, mappings.lastResult(mapping.uuid), state);
  return {
    CreateEventSourceMapping({ input, call }) {
      onlyKnown(input, createMembers);
      const named = readFunctionName(optionalText(input, "FunctionName") ?? "", call);
      resolveFunction(functions, named, 1);
      const eventSourceArn = optionalText(input, "EventSourceArn");
      if (eventSourceArn === undefined) throw invalidParameter("EventSourceArn is required");
      const mapping = readMapping(parts, input, {
        ...{ uuid: randomUUID(), eventSourceArn, functionArn: functionArn(named, named.qualifier) },
        tags: textMap(input, "Tags"),
      });
      const same = functions.mappings.find(
        (one) => one.eventSourceArn === eventSourceArn && one.functionArn === mapping.functionArn,
      );
      if (same !== undefined) {
        throw conflict(
          `An event source mapping with event source arn (" ${eventSourceArn} ") and function (" ${named.name} ") already exists. Please update or delete the existing mapping with UUID ${same.uuid}`,
        );
      }
      functions.change({ type: "mapping", mapping });
      const stream = parts.streams.get(eventSourceArn);
      if (mapping.stream !== undefined && stream !== undefined) {
        const next = mapping.stream.startingPosition === "LATEST" ? stream.next : stream.oldest;
        functions.change({ type: "position", uuid: mapping.uuid, next });
      }
      mappings.update(mapping);
      return { status: 202, output: shown(mapping, "Creating") };
    },

    GetEventSourceMapping: (request) => ({ output: shown(find(request)) }),

    ListEventSourceMappings({ query, call }) {
      const name = query.get("FunctionName");
      const source = query.get("EventSourceArn");
      const named = name === null ? undefined : readFunctionName(name, call);
      const wanted = named === undefined ? undefined : functionArn(named, named.qualifier);
      const mine = functions.mappings.filter((one) => {
        const { account, region } = namedByArn(one.functionArn);
        if (account !== call.account || region !== call.region) return false;
        return (
          (source === null || one.eventSourceArn === source) &&
          (wanted === undefined || one.functionArn === wanted)
        );
      });
      const { shown: some, next } = page(mine, query, 100);
      return { output: { EventSourceMappings: some.map((one) => shown(one)), ...next } };
    },

    UpdateEventSourceMapping(request) {
      const { input, call } = request;
      onlyKnown(input, changeable);
      const before = find(request);
      const given = optionalText(input, "FunctionName");
      const named = given === undefined ? namedByArn(before.functionArn) : readFunctionName(given, call);
      resolveFunction(functions, named, 1);
      const mapping = readMapping(
        parts,
        input,
        { ...before, functionArn: functionArn(named, named.qualifier) },
        before,
      );
      functions.change({ type: "mapping", mapping });
      mappings.update(mapping);
      return { status: 202, output: shown(mapping, "Updating") };
    },

    DeleteEventSourceMapping(request) {
      const mapping = find(request);
      mappings.remove(mapping.uuid);
      functions.change({ type: "delete-mapping", uuid: mapping.uuid });
      return { status: 202, output: shown(mapping, "Deleting") };
    },
  };
}

type Identity = Pick<MappingRecord, "uuid" | "eventSourceArn" | "functionArn" | "tags">;

function readMapping(
  parts: MappingParts,
  input: AwsInput,
  identity: Identity,
  before?: MappingRecord,
): MappingRecord {
  const { eventSourceArn } = identity;
  const isQueue = /^arn:[\w-]+:sqs:/.test(eventSourceArn);
  const isStream = /^arn:[\w-]+:dynamodb:.+\/stream\//.test(eventSourceArn);
  if (!isQueue && !isStream) throw notApplied(`The event source ${eventSourceArn}`);
  const batchSize =
    within("batchSize", optionalInteger(input, "BatchSize"), 1, 10_000) ??
    before?.batchSize ??
    (isQueue ? 10 : 100);
  const windowSeconds =
    within(
      "maximumBatchingWindowInSeconds",
      optionalInteger(input, "MaximumBatchingWindowInSeconds"),
      0,
      300,
    ) ??
    before?.windowSeconds ??
    0;
  if (isQueue && eventSourceArn.endsWith(".fifo")) checkFifoBatches(batchSize, windowSeconds);
  if (isQueue && batchSize > 10 && windowSeconds === 0) {
    throw invalidParameter(
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    );
  }
  if (isQueue) checkQueue(parts, eventSourceArn, identity.functionArn);
  else if (!parts.streams.has(eventSourceArn)) throw invalidParameter(`Stream not found: ${eventSourceArn}`);
  const maximumConcurrency = isQueue ? readConcurrency(input, before) : undefined;
  return {
    ...identity,
    enabled: input.Enabled === undefined ? (before?.enabled ?? true) : input.Enabled === true,
    ...{ batchSize, windowSeconds, filters: readFilters(input) ?? before?.filters ?? [] },
    reportsItemFailures: readResponseTypes(input) ?? before?.reportsItemFailures ?? false,
    modifiedAt: Date.now(),
    ...(maximumConcurrency !== undefined && { maximumConcurrency }),
    ...(isQueue ? refuseStreamMembers(input) : { stream: readStream(input, before?.stream) }),
  };
}

function checkFifoBatches(batchSize: number, windowSeconds: number): void {
  if (windowSeconds > 0) throw invalidParameter("Batching window is not supported for FIFO queues");
  if (batchSize > 10) {
    throw invalidParameter("Maximum batch size must be less than or equal to 10 for FIFO queues");
  }
}

function checkQueue({ queues, functions }: MappingParts, arn: string, target: string): void {
  const queue = queues.find(arn);
  if (queue === undefined) {
    throw invalidParameter(
      "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
    );
  }
  const { Timeout } = resolveFunction(functions, namedByArn(target), 1).version.settings;
  const visibility = queue.number("VisibilityTimeout");
  if (visibility < Timeout) {
    throw invalidParameter(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${Timeout} seconds`,
    );
  }
}

function refuseStreamMembers(input: AwsInput): Record<string, never> {
  const names = [
    ...[
      "StartingPosition",
      "MaximumRecordAgeInSeconds",
      "BisectBatchOnFunctionError",
      "MaximumRetryAttempts",
    ],
    ...["ParallelizationFactor", "TumblingWindowInSeconds", "DestinationConfig"],
  ];
  const given = names.find((name) => input[name] !== undefined && input[name] !== null);
  if (given !== undefined)
    throw invalidParameter(`Unsupported ${given} parameter for given event source mapping type.`);
  return {};
}

function readStream(input: AwsInput, before?: StreamMappingSettings): StreamMappingSettings {
  if ((optionalInteger(input, "ParallelizationFactor") ?? 1) !== 1)
    throw notApplied("A ParallelizationFactor over 1");
  if ((optionalInteger(input, "TumblingWindowInSeconds") ?? 0) !== 0) throw notApplied("A tumbling window");
  if (input.ScalingConfig !== undefined) {
    throw invalidParameter("Unsupported ScalingConfig parameter for given event source mapping type.");
  }
  const position = before?.startingPosition ?? optionalText(input, "StartingPosition");
  if (position === undefined)
    throw invalidParameter(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  if (position !== "LATEST" && position !== "TRIM_HORIZON") {
    throw validation(
      "startingPosition",
      position,
      "Member must satisfy enum value set: [LATEST, TRIM_HORIZON]",
    );
  }
  const retries = within("maximumRetryAttempts", optionalInteger(input, "MaximumRetryAttempts"), -1, 10_000);
  const age = within(
    "maximumRecordAgeInSeconds",
    optionalInteger(input, "MaximumRecordAgeInSeconds"),
    -1,
    maxStreamAgeSeconds,
  );
  if (age !== undefined && age !== -1 && age < 60) {
    throw invalidParameter("MaximumRecordAgeInSeconds must be -1 or between 60 and 604800");
  }
  const config = optionalRecord(input, "DestinationConfig");
  const target = optionalText(optionalRecord(config ?? {}, "OnFailure") ?? {}, "Destination");
  if (config?.OnSuccess !== undefined && Object.keys(optionalRecord(config, "OnSuccess") ?? {}).length > 0) {
    throw invalidParameter("OnSuccess destinations are not supported for event source mappings.");
  }
  const onFailure =
    config === undefined
      ? before?.onFailure
      : target === undefined || target === ""
        ? undefined
        : checkDestination(target, ["sqs", "sns"]);
  const bisects = input.BisectBatchOnFunctionError;
  return {
    startingPosition: position,
    bisects: typeof bisects === "boolean" ? bisects : (before?.bisects ?? false),
    maximumRetryAttempts: retries ?? before?.maximumRetryAttempts ?? -1,
    maximumRecordAgeInSeconds: age ?? before?.maximumRecordAgeInSeconds ?? -1,
    ...(onFailure !== undefined && { onFailure }),
  };
}

function readConcurrency(input: AwsInput, before?: MappingRecord): number | undefined {
  const scaling = optionalRecord(input, "ScalingConfig");
  if (scaling === undefined) return before?.maximumConcurrency;
  return within("scalingConfig.maximumConcurrency", optionalInteger(scaling, "MaximumConcurrency"), 2, 1000);
}

function readResponseTypes(input: AwsInput): boolean | undefined {
  if (input.FunctionResponseTypes === undefined) return undefined;
  const types = textList(input, "FunctionResponseTypes");
  const wrong = types.find((type) => type !== "ReportBatchItemFailures");
  if (wrong !== undefined) {
    throw validation(
      "functionResponseTypes",
      types,
      "Member must satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures]]",
    );
  }
  return types.length > 0;
}

function readFilters(input: AwsInput): readonly string[] | undefined {
  const criteria = optionalRecord(input, "FilterCriteria");
  if (criteria === undefined) return undefined;
  const patterns = recordList(criteria, "Filters").map((one) => optionalText(one, "Pattern") ?? "");
  if (patterns.length > maxFilters) {
    throw validation(
      "filterCriteria.filters",
      patterns,
      `Member must have length less than or equal to ${maxFilters}`,
    );
  }
  try {
    recordFilter(patterns);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw invalidParameter(`Invalid filter pattern definition. ${error.message}`);
  }
  return patterns;
}

function shownMapping(mapping: MappingRecord, lastResult: string, state?: string): AwsOutput {
  const { uuid, stream, maximumConcurrency, onFailure, filters } = {
    ...mapping,
    onFailure: mapping.stream?.onFailure,
  };
  const { account, region } = namedByArn(mapping.functionArn);
  return {
    ...{ UUID: uuid, EventSourceArn: mapping.eventSourceArn, FunctionArn: mapping.functionArn },
    EventSourceMappingArn: `arn:aws:lambda:${region}:${account}:event-source-mapping:${uuid}`,
    ...{ BatchSize: mapping.batchSize, MaximumBatchingWindowInSeconds: mapping.windowSeconds },
    ...{
      State: state ?? (mapping.enabled ? "Enabled" : "Disabled"),
      StateTransitionReason: "USER_INITIATED",
    },
    ...{ LastModified: mapping.modifiedAt / 1000, LastProcessingResult: lastResult },
    FunctionResponseTypes: mapping.reportsItemFailures ? ["ReportBatchItemFailures"] : [],
    ...(filters.length > 0 && { FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) } }),
    ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    ...(stream !== undefined && {
      ...{ StartingPosition: stream.startingPosition, BisectBatchOnFunctionError: stream.bisects },
      ...{ MaximumRetryAttempts: stream.maximumRetryAttempts, ParallelizationFactor: 1 },
      ...{ MaximumRecordAgeInSeconds: stream.maximumRecordAgeInSeconds, TumblingWindowInSeconds: 0 },
      DestinationConfig: { OnFailure: onFailure === undefined ? {} : { Destination: onFailure } },
    }),
  };
}
