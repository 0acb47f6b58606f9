import { notEmulated } from "../front/aws-error.js";
import type { AwsInput, Operations } from "../front/aws-service.js";
import {
  optionalInteger,
  optionalRecord,
  optionalText,
  recordList,
  textList,
  textMap,
} from "../front/read-input.js";
import type { TargetKinds } from "./deliver.js";
import type { InputTransformer, Target } from "./event-bus.js";
import type { EventBuses } from "./event-buses.js";
import { constraint, limitExceeded, notValid, validation } from "./eventbridge-error.js";
import { checkTemplate } from "./input-transformer.js";
import { parseJsonPath } from "./json-path.js";
import { findRule, pageOf, requiredName, ruleNamePattern } from "./read-parameters.js";
import { checkRefused } from "./refused.js";

/** Quota of AWS. */
const maxTargets = 5;

const refusedParameters = [
  ...["KinesisParameters", "RunCommandParameters", "EcsParameters", "BatchParameters", "HttpParameters"],
  ...["RedshiftDataParameters", "SageMakerPipelineParameters", "AppSyncParameters"],
];

/** What is done with the targets of rules. */
export function targetOperations(buses: EventBuses, kinds: TargetKinds): Operations {
  return {
    PutTargets(input, call) {
      const rule = findRule(buses, input, call, "Rule");
      const given = recordList(input, "Targets").map((target) => readTarget(target, kinds));
      if (given.length === 0) throw constraint([], "targets", "have length greater than or equal to 1");
      const byId = new Map([...rule.targets, ...given].map((target) => [target.Id, target]));
      if (byId.size > maxTargets) {
        throw limitExceeded("The requested resource exceeds the maximum number allowed.");
      }
      buses.setRule({ ...rule, targets: [...byId.values()] });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },

    RemoveTargets(input, call) {
      const rule = findRule(buses, input, call, "Rule");
      const ids = textList(input, "Ids");
      if (ids.length === 0) throw constraint([], "ids", "have length greater than or equal to 1");
      const missing = ids.filter((id) => !rule.targets.some(({ Id }) => Id === id));
      buses.setRule({ ...rule, targets: rule.targets.filter(({ Id }) => !ids.includes(Id)) });
      const FailedEntries = missing.map((TargetId) => ({
        ...{ TargetId, ErrorCode: "ResourceNotFoundException" },
        ErrorMessage: `Rule ${rule.name} does not have target ${TargetId}.`,
      }));
      return { FailedEntryCount: FailedEntries.length, FailedEntries };
    },

    ListTargetsByRule(input, call) {
      const rule = findRule(buses, input, call, "Rule");
      const { page, next } = pageOf(rule.targets, input, ({ Id }) => Id);
      return { Targets: page, ...next };
    },
  };
}

function readTarget(input: AwsInput, kinds: TargetKinds): Target {
  const Id = requiredName(input, "Id", ruleNamePattern, 64);
  const Arn = optionalText(input, "Arn") ?? "";
  if (!/^arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+$/.test(Arn)) {
    throw notValid(Arn, "Provided Arn is not in correct format.");
  }
  if (kinds.of(Arn) === undefined) throw notEmulated(`The target ${Arn}`, "ValidationException");
  checkRefused(input, refusedParameters);
  const inputs = ["Input", "InputPath", "InputTransformer"].filter((name) => input[name] !== undefined);
  if (inputs.length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  const RoleArn = optionalText(input, "RoleArn");
  return {
    ...{ Id, Arn, ...(RoleArn !== undefined && { RoleArn }) },
    ...readInput(input, Id),
    ...readSqsParameters(input, Id, Arn),
    ...readFailureHandling(input, Id),
  };
}

function readInput(input: AwsInput, id: string): Partial<Target> {
  const [Input, InputPath] = [optionalText(input, "Input"), optionalText(input, "InputPath")];
  if (Input !== undefined && !isJson(Input)) throw validation(`JSON syntax error in input for target ${id}.`);
  if (InputPath !== undefined && parseJsonPath(InputPath) === undefined) {
    throw validation(`Invalid InputPath for target ${id}.`);
  }
  const given = optionalRecord(input, "InputTransformer");
  return {
    ...(Input !== undefined && { Input }),
    ...(InputPath !== undefined && { InputPath }),
    ...(given !== undefined && { InputTransformer: readTransformer(given, id) }),
  };
}

function readTransformer(input: AwsInput, id: string): InputTransformer {
  const InputTemplate = optionalText(input, "InputTemplate");
  if (InputTemplate === undefined) {
    throw constraint(undefined, "targets.1.member.inputTransformer.inputTemplate", "not be null");
  }
  const InputPathsMap = textMap(input, "InputPathsMap");
  for (const [name, path] of Object.entries(InputPathsMap)) {
    if (/^aws\./i.test(name)) throw validation(`InputPathsMap key ${name} of target ${id} is reserved.`);
    if (parseJsonPath(path) === undefined)
      throw validation(`Invalid InputPathsMap value ${path} for target ${id}.`);
  }
  const wrong = checkTemplate({ InputPathsMap, InputTemplate });
  if (wrong !== undefined) {
    throw validation(`InputTemplate for target ${id} contains invalid placeholder ${wrong}.`);
  }
  return { ...(input.InputPathsMap !== undefined && { InputPathsMap }), InputTemplate };
}

function readSqsParameters(input: AwsInput, id: string, arn: string): Partial<Target> {
  const given = optionalRecord(input, "SqsParameters");
  const MessageGroupId = optionalText(given ?? {}, "MessageGroupId");
  if (MessageGroupId === undefined && arn.includes(":sqs:") && arn.endsWith(".fifo")) {
    throw validation(`Parameter(s) MessageGroupId must be specified for target: ${id}.`);
  }
  return given === undefined || MessageGroupId === undefined ? {} : { SqsParameters: { MessageGroupId } };
}

function readFailureHandling(input: AwsInput, id: string): Partial<Target> {
  const deadLetter = optionalRecord(input, "DeadLetterConfig");
  const Arn = optionalText(deadLetter ?? {}, "Arn");
  if (Arn !== undefined && !/^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w-]+$/.test(Arn)) {
    throw validation(`Invalid DeadLetterConfig for target ${id}: ${Arn} is not the ARN of a standard queue.`);
  }
  const retry = optionalRecord(input, "RetryPolicy");
  const MaximumRetryAttempts = bounded(retry ?? {}, "MaximumRetryAttempts", 0, 185);
  const MaximumEventAgeInSeconds = bounded(retry ?? {}, "MaximumEventAgeInSeconds", 60, 86_400);
  return {
    ...(deadLetter !== undefined && { DeadLetterConfig: Arn === undefined ? {} : { Arn } }),
    ...(retry !== undefined && {
      RetryPolicy: {
        ...(MaximumRetryAttempts !== undefined && { MaximumRetryAttempts }),
        ...(MaximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds }),
      },
    }),
  };
}

function bounded(input: AwsInput, name: string, min: number, max: number): number | undefined {
  const value = optionalInteger(input, name);
  const at = `targets.1.member.retryPolicy.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  if (value !== undefined && value < min) {
    throw constraint(value, at, `have value greater than or equal to ${min}`);
  }
  if (value !== undefined && value > max)
    throw constraint(value, at, `have value less than or equal to ${max}`);
  return value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
