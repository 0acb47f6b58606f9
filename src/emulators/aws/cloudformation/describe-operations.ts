import type { AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText, textList } from "../front/read-input.js";
import { noSuchStack, validationError } from "./cloudformation-error.js";
import { exportsOf, findStack } from "./find-stack.js";
import { pageOf } from "./page.js";
import type { ResourceState, Stack, StackEvent } from "./stack.js";
import type { Stacks } from "./stacks.js";

/** What tells of stacks. */
export function describeOperations(stacks: Stacks): Operations {
  return {
    DescribeStacks(input, call) {
      if (optionalText(input, "StackName") !== undefined) {
        return { Stacks: [shownStack(findStack(stacks, input, call))] };
      }
      const all = stacks.of(call.account, call.region).filter(({ status }) => status !== "DELETE_COMPLETE");
      const { page, next } = pageOf(all, input);
      return { Stacks: page.map(shownStack), ...next };
    },

    ListStacks(input, { account, region }) {
      const wanted = textList(input, "StackStatusFilter");
      const all = stacks
        .of(account, region)
        .filter(({ status }) => wanted.length === 0 || wanted.includes(status));
      const { page, next } = pageOf(all, input);
      return { StackSummaries: page.map(stackSummary), ...next };
    },

    DescribeStackEvents(input, call) {
      const stack = findStack(stacks, input, call);
      const { page, next } = pageOf(stacks.events(stack.id), input);
      return { StackEvents: page.map((event) => shownEvent(stack, event)), ...next };
    },

    DescribeStackResource(input, call) {
      const stack = findStack(stacks, input, call);
      const id = optionalText(input, "LogicalResourceId") ?? "";
      const state = stack.resources[id];
      if (state === undefined) throw validationError(`Resource ${id} does not exist for stack ${stack.name}`);
      const { Timestamp, ...shown } = shownResource(stack, state);
      return { StackResourceDetail: { ...shown, LastUpdatedTimestamp: Timestamp } };
    },

    DescribeStackResources(input, call) {
      const physicalId = optionalText(input, "PhysicalResourceId");
      const stack =
        physicalId === undefined ? findStack(stacks, input, call) : owner(stacks, physicalId, call);
      const id = optionalText(input, "LogicalResourceId");
      const states = statesOf(stack).filter(({ logicalId }) => id === undefined || logicalId === id);
      return { StackResources: states.map((state) => shownResource(stack, state)) };
    },

    ListStackResources(input, call) {
      const stack = findStack(stacks, input, call);
      const { page, next } = pageOf(statesOf(stack), input);
      const summaries = page.map((state) => {
        const { Timestamp, StackId: _, StackName: __, ...shown } = shownResource(stack, state);
        return { ...shown, LastUpdatedTimestamp: Timestamp };
      });
      return { StackResourceSummaries: summaries, ...next };
    },

    ListExports(input, call) {
      const all = [...exportsOf(stacks, call)].map(([Name, { stack, value }]) => ({
        ...{ ExportingStackId: stack.id, Name, Value: value },
      }));
      const { page, next } = pageOf(all, input);
      return { Exports: page, ...next };
    },

    ListImports(input, { account, region }) {
      const name = optionalText(input, "ExportName") ?? "";
      const users = stacks
        .of(account, region)
        .filter(({ imports, status }) => imports.includes(name) && status !== "DELETE_COMPLETE");
      if (users.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
      const { page, next } = pageOf(users, input);
      return { Imports: page.map((stack) => stack.name), ...next };
    },
  };
}

function owner(stacks: Stacks, physicalId: string, call: { account: string; region: string }): Stack {
  const found = stacks
    .of(call.account, call.region)
    .find((stack) => Object.values(stack.record.resources).some((one) => one.physicalId === physicalId));
  if (found === undefined) throw noSuchStack(physicalId);
  return found;
}

/** Those that were deleted while the stack goes on are not its resources any more. */
function statesOf({ resources, status }: Stack): readonly ResourceState[] {
  const all = Object.values(resources);
  if (status === "DELETE_COMPLETE" || status.startsWith("ROLLBACK")) return all;
  return all.filter((state) => state.status !== "DELETE_COMPLETE" && state.status !== "DELETE_SKIPPED");
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** As AWS shows those that `NoEcho` hides. */
export function shownParameters({ parameters }: Pick<Stack, "parameters">): readonly AwsOutput[] {
  return parameters.map(({ key, value, noEcho }) => ({
    ParameterKey: key,
    ParameterValue: noEcho ? "****" : value,
  }));
}

function shownStack(stack: Stack): AwsOutput {
  const { id, name, description, status, reason, created, updated, deleted, record, roleArn } = stack;
  return {
    ...{
      StackId: id,
      StackName: name,
      Description: description,
      StackStatus: status,
      StackStatusReason: reason,
    },
    CreationTime: iso(created),
    LastUpdatedTime: updated === undefined ? undefined : iso(updated),
    DeletionTime: deleted === undefined ? undefined : iso(deleted),
    ...{ Parameters: shownParameters(stack), Capabilities: stack.capabilities, Tags: stack.tags },
    Outputs: record.outputs.map(({ key, value, description: text, exportName }) => ({
      ...{ OutputKey: key, OutputValue: value, Description: text, ExportName: exportName },
    })),
    ...{ NotificationARNs: stack.notificationArns, RoleARN: roleArn, DisableRollback: stack.disableRollback },
    EnableTerminationProtection: stack.terminationProtection,
    ...{ DriftInformation: { StackDriftStatus: "NOT_CHECKED" }, RollbackConfiguration: {} },
  };
}

function stackSummary(stack: Stack): AwsOutput {
  const { id, name, status, reason, created, updated, deleted, description } = stack;
  return {
    ...{ StackId: id, StackName: name, StackStatus: status, StackStatusReason: reason },
    ...{ TemplateDescription: description, CreationTime: iso(created) },
    LastUpdatedTime: updated === undefined ? undefined : iso(updated),
    DeletionTime: deleted === undefined ? undefined : iso(deleted),
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

function shownEvent({ id, name }: Stack, event: StackEvent): AwsOutput {
  return {
    ...{ StackId: id, StackName: name, EventId: event.id, Timestamp: iso(event.at) },
    ...{ LogicalResourceId: event.logicalId, PhysicalResourceId: event.physicalId, ResourceType: event.type },
    ...{ ResourceStatus: event.status, ResourceStatusReason: event.reason },
    ...{ ResourceProperties: event.properties, ClientRequestToken: event.token },
  };
}

function shownResource({ id, name, resources }: Stack, { logicalId }: ResourceState): AwsOutput {
  const state = resources[logicalId];
  return {
    ...{ StackId: id, StackName: name, LogicalResourceId: logicalId, PhysicalResourceId: state?.physicalId },
    ...{ ResourceType: state?.type, ResourceStatus: state?.status, ResourceStatusReason: state?.reason },
    ...{ Timestamp: iso(state?.at ?? 0), DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" } },
  };
}
