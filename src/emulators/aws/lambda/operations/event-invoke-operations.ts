import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { optionalInteger, optionalRecord, optionalText } from "../../front/read-input.js";
import { checkDestination } from "../invoke/destinations.js";
import { resolveFunction } from "../invoke/resolve-function.js";
import { notFound } from "../lambda-error.js";
import {
  type EventInvokeConfig,
  type FunctionRecord,
  functionArn,
  latestVersion,
} from "../state/function-record.js";
import type { FunctionParts } from "./function-operations.js";
import {
  type LambdaOperation,
  type LambdaRequest,
  namedFunction,
  onlyKnown,
  page,
  within,
} from "./request.js";

const destinations = ["sqs", "sns", "lambda"];

/** How events are dealt with that nobody waits for, by version or alias. */
export function eventInvokeOperations({
  functions,
}: FunctionParts): Readonly<Record<string, LambdaOperation>> {
  const find = (request: LambdaRequest): { record: FunctionRecord; qualifier: string } => {
    const named = namedFunction(request);
    const { record } = resolveFunction(functions, named, 1);
    return { record, qualifier: named.qualifier ?? latestVersion };
  };
  const existing = (record: FunctionRecord, qualifier: string): EventInvokeConfig => {
    const config = record.eventInvoke[qualifier];
    if (config === undefined) {
      throw notFound(`The function ${functionArn(record, qualifier)} doesn't have an EventInvokeConfig`);
    }
    return config;
  };
  const put = (
    request: LambdaRequest,
    before?: (record: FunctionRecord, qualifier: string) => EventInvokeConfig,
  ) => {
    const { input } = request;
    onlyKnown(input, ["MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"]);
    const { record, qualifier } = find(request);
    const config = readConfig(input, before?.(record, qualifier));
    const eventInvoke = { ...record.eventInvoke, [qualifier]: config };
    functions.change({ type: "function", record: { ...record, eventInvoke } });
    return { output: shown(record, qualifier, config) };
  };
  return {
    PutFunctionEventInvokeConfig: (request) => put(request),
    UpdateFunctionEventInvokeConfig: (request) => put(request, existing),

    GetFunctionEventInvokeConfig(request) {
      const { record, qualifier } = find(request);
      return { output: shown(record, qualifier, existing(record, qualifier)) };
    },

    ListFunctionEventInvokeConfigs(request) {
      const { record } = find(request);
      const all = Object.entries(record.eventInvoke).map(([name, config]) => shown(record, name, config));
      const { shown: some, next } = page(all, request.query);
      return { output: { FunctionEventInvokeConfigs: some, ...next } };
    },

    DeleteFunctionEventInvokeConfig(request) {
      const { record, qualifier } = find(request);
      existing(record, qualifier);
      const { [qualifier]: _, ...eventInvoke } = record.eventInvoke;
      functions.change({ type: "function", record: { ...record, eventInvoke } });
      return { status: 204 };
    },
  };
}

function readConfig(input: AwsInput, before?: EventInvokeConfig): EventInvokeConfig {
  const retries =
    within("maximumRetryAttempts", optionalInteger(input, "MaximumRetryAttempts"), 0, 2) ??
    before?.maximumRetryAttempts;
  const age =
    within("maximumEventAgeInSeconds", optionalInteger(input, "MaximumEventAgeInSeconds"), 60, 21_600) ??
    before?.maximumEventAgeInSeconds;
  const given = optionalRecord(input, "DestinationConfig");
  const target = (name: string): string | undefined => {
    const arn = optionalText(optionalRecord(given ?? {}, name) ?? {}, "Destination");
    return arn === undefined || arn === "" ? undefined : checkDestination(arn, destinations);
  };
  const [onSuccess, onFailure] =
    given === undefined ? [before?.onSuccess, before?.onFailure] : [target("OnSuccess"), target("OnFailure")];
  return {
    modifiedAt: Date.now(),
    ...(retries !== undefined && { maximumRetryAttempts: retries }),
    ...(age !== undefined && { maximumEventAgeInSeconds: age }),
    ...(onSuccess !== undefined && { onSuccess }),
    ...(onFailure !== undefined && { onFailure }),
  };
}

function shown(record: FunctionRecord, qualifier: string, config: EventInvokeConfig): AwsOutput {
  const { modifiedAt, maximumRetryAttempts, maximumEventAgeInSeconds, onSuccess, onFailure } = config;
  return {
    // Here a number of seconds, as the model has it.
    ...{ LastModified: modifiedAt / 1000, FunctionArn: functionArn(record, qualifier) },
    ...{ MaximumRetryAttempts: maximumRetryAttempts, MaximumEventAgeInSeconds: maximumEventAgeInSeconds },
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}
