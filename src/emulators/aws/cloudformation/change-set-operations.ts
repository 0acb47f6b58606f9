import { randomUUID } from "node:crypto";
import { changesNothing } from "../../../cloudformation/engine/plan-stack.js";
import type { PlannedResource, StackPlan } from "../../../cloudformation/engine/stack-plan.js";
import { AwsError, notEmulated } from "../front/aws-error.js";
import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import { validationError } from "./cloudformation-error.js";
import { shownParameters } from "./describe-operations.js";
import { findChangeSet, findStack } from "./find-stack.js";
import { pageOf } from "./page.js";
import { readRequest, stackName } from "./read-request.js";
import type { ChangeSet, Stack } from "./stack.js";
import {
  type CloudFormationParts,
  checkName,
  checkUpdatable,
  newStack,
  planFor,
  updatedStack,
} from "./stack-operations.js";

const unchanged =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Changes that are looked at before they are made. */
export function changeSetOperations(parts: CloudFormationParts): Operations {
  const { stacks, runner } = parts;
  return {
    CreateChangeSet: (input, call) => createChangeSet(parts, input, call),

    DescribeChangeSet(input, call) {
      const { stack, changeSet } = findChangeSet(stacks, input, call);
      const { page, next } = pageOf(changeSet.changes, input);
      return {
        ...shownChangeSet(stack, changeSet),
        ...{
          Parameters: shownParameters(changeSet),
          Capabilities: changeSet.capabilities,
          Tags: changeSet.tags,
        },
        ...{ NotificationARNs: changeSet.notificationArns, Changes: page, ...next },
        OnStackFailure: changeSet.onFailure,
      };
    },

    ListChangeSets(input, call) {
      const stack = findStack(stacks, input, call);
      const { page, next } = pageOf(stack.changeSets, input);
      return { Summaries: page.map((one) => shownChangeSet(stack, one)), ...next };
    },

    ExecuteChangeSet(input, call) {
      const { stack, changeSet } = findChangeSet(stacks, input, call);
      if (changeSet.status !== "CREATE_COMPLETE") {
        throw new AwsError(
          "InvalidChangeSetStatus",
          `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
        );
      }
      if (changeSet.type === "UPDATE") checkUpdatable(stack);
      const { plan, imports } = planFor(parts, stack, changeSet);
      const disableRollback = input.DisableRollback === true || changeSet.disableRollback;
      const { body, parameters, capabilities, tags, notificationArns, roleArn } = changeSet;
      const request = {
        body,
        parameters,
        capabilities,
        tags,
        notificationArns,
        ...(roleArn !== undefined && { roleArn }),
      };
      const next = updatedStack(stack, request, { imports, disableRollback });
      stacks.put(next);
      const token = optionalText(input, "ClientRequestToken");
      const { onFailure } = changeSet;
      runner.apply(next, plan, changeSet.type, {
        ...(token !== undefined && { token }),
        ...(onFailure !== undefined && { onFailure }),
      });
      return {};
    },

    /** One that is not there is no error. */
    DeleteChangeSet(input, call) {
      const name = optionalText(input, "ChangeSetName") ?? "";
      try {
        const { stack, changeSet } = findChangeSet(stacks, input, call);
        stacks.update(stack.id, { changeSets: stack.changeSets.filter((one) => one !== changeSet) });
      } catch (error) {
        const absent =
          error instanceof AwsError && error.code === "ChangeSetNotFound" && !name.startsWith("arn:");
        if (!absent) throw error;
      }
      return {};
    },
  };
}

async function createChangeSet(
  parts: CloudFormationParts,
  input: AwsInput,
  call: AwsCall,
): Promise<AwsOutput> {
  const { stacks, own } = parts;
  const [name, given] = [optionalText(input, "ChangeSetName") ?? "", stackName(input)];
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
    throw validationError(
      `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  const type = optionalText(input, "ChangeSetType") ?? "UPDATE";
  if (type !== "CREATE" && type !== "UPDATE") throw notEmulated(`ChangeSetType ${type} of CloudFormation`);
  const find = (): Stack | undefined =>
    given.startsWith("arn:") ? stacks.byId(given) : stacks.byName(given, call.account, call.region);
  const before = find();
  checkType(type, given, name, before);
  const request = await readRequest(input, { call, own, isChangeSet: true, ...(before && { before }) });
  const options = { disableRollback: false, terminationProtection: false };
  const stack = find() ?? newStack(given, request, call, options);
  if (stack.changeSets.some((one) => one.name === name)) {
    throw new AwsError("AlreadyExistsException", `ChangeSet ${name} already exists`);
  }
  const { plan } = planFor(parts, stack, request);
  const same = JSON.stringify(request.tags) === JSON.stringify(stack.tags);
  const empty = type === "UPDATE" && changesNothing(plan) && same;
  const description = optionalText(input, "Description");
  const onFailure = optionalText(input, "OnStackFailure");
  const changeSet: ChangeSet = {
    ...{ ...request, name, type, created: Date.now(), disableRollback: false },
    id: `arn:aws:cloudformation:${call.region}:${call.account}:changeSet/${name}/${randomUUID()}`,
    ...(description !== undefined && { description }),
    ...(onFailure !== undefined && { onFailure }),
    ...(empty ? { status: "FAILED", reason: unchanged } : { status: "CREATE_COMPLETE" }),
    changes: empty ? [] : changesOf(plan),
  };
  stacks.put({ ...stack, changeSets: [...stack.changeSets, changeSet] });
  if (stacks.events(stack.id).length === 0)
    stacks.setStatus(stack.id, "REVIEW_IN_PROGRESS", "User Initiated");
  return { Id: changeSet.id, StackId: stack.id };
}

function checkType(type: string, given: string, name: string, before: Stack | undefined): void {
  if (type === "UPDATE") {
    if (before === undefined) throw validationError(`Stack [${given}] does not exist`);
    checkUpdatable(before);
    return;
  }
  checkName(given);
  if (before !== undefined && before.status !== "REVIEW_IN_PROGRESS") {
    throw validationError(
      `Stack [${given}] already exists and cannot be created again with the changeSet [${name}].`,
    );
  }
}

function changesOf({ resources, before }: StackPlan): ChangeSet["changes"] {
  return resources
    .filter(({ action }) => action !== "none")
    .map((one) => {
      const { logicalId, type, action, physicalId } = one;
      const change = {
        ...{
          Action:
            action === "create" ? "Add" : action === "delete" || action === "retain" ? "Remove" : "Modify",
        },
        ...{ LogicalResourceId: logicalId, PhysicalResourceId: physicalId, ResourceType: type },
        ...(action === "retain" && { PolicyAction: "Retain" }),
        ...(action === "replace" && policyOf(before.resources[logicalId]?.updateReplacePolicy)),
      };
      const modified = {
        ...{
          Replacement: action === "replace" ? "True" : "False",
          Scope: ["Properties"],
          Details: detailsOf(one),
        },
      };
      return {
        Type: "Resource",
        ResourceChange: {
          ...change,
          ...(change.Action === "Modify" ? modified : { Scope: [], Details: [] }),
        },
      };
    });
}

function policyOf(policy: string | undefined): { PolicyAction: string } {
  return { PolicyAction: policy === "Delete" ? "ReplaceAndDelete" : "ReplaceAndRetain" };
}

function detailsOf({ changed, replacing }: PlannedResource): readonly AwsOutput[] {
  return changed.map((property) => ({
    Target: {
      ...{ Attribute: "Properties", Name: property },
      RequiresRecreation: replacing.includes(property) ? "Always" : "Never",
    },
    ...{ Evaluation: "Static", ChangeSource: "DirectModification" },
  }));
}

function shownChangeSet(stack: Stack, changeSet: ChangeSet): AwsOutput {
  const { id, name, status, reason, created, description } = changeSet;
  return {
    ...{
      ChangeSetId: id,
      ChangeSetName: name,
      StackId: stack.id,
      StackName: stack.name,
      Description: description,
    },
    ...{ Status: status, StatusReason: reason, CreationTime: new Date(created).toISOString() },
    ...{
      ExecutionStatus: status === "CREATE_COMPLETE" ? "AVAILABLE" : "UNAVAILABLE",
      IncludeNestedStacks: false,
    },
  };
}
