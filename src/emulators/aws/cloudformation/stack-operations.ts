import { randomUUID } from "node:crypto";
import { changesNothing, planStack } from "../../../cloudformation/engine/plan-stack.js";
import type { StackPlan } from "../../../cloudformation/engine/stack-plan.js";
import { emptyStack } from "../../../cloudformation/engine/stack-record.js";
import type { AwsCall, AwsInput, Operations } from "../front/aws-service.js";
import { optionalText, textList } from "../front/read-input.js";
import { alreadyExists, asAnswer, validationError } from "./cloudformation-error.js";
import { exportsOf, findStack, importable } from "./find-stack.js";
import type { OwnClients } from "./own-clients.js";
import { readRequest, refuseUnsupported, stackName } from "./read-request.js";
import { prepareStack, readTemplate } from "./read-template.js";
import { placeOf, type StackRunner } from "./run-stack.js";
import type { Stack, StackRequest } from "./stack.js";
import type { Stacks } from "./stacks.js";

export interface CloudFormationParts {
  readonly stacks: Stacks;
  readonly own: OwnClients;
  readonly runner: StackRunner;
}

/** Statuses from which a stack can be updated (CloudFormation, "Stack status codes"). */
const updatable = new Set([
  ...["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "CREATE_FAILED", "UPDATE_FAILED"],
  "IMPORT_COMPLETE",
]);

/** What makes, changes and deletes stacks. */
export function stackOperations(parts: CloudFormationParts): Operations {
  const { stacks, runner, own } = parts;
  return {
    async CreateStack(input, call) {
      const name = stackName(input);
      checkName(name);
      const request = await readRequest(input, { call, own });
      const known = stacks.byName(name, call.account, call.region);
      if (known !== undefined) throw alreadyExists(name);
      const onFailure = optionalText(input, "OnFailure");
      if (onFailure !== undefined && input.DisableRollback !== undefined) {
        throw validationError("You cannot specify both DisableRollback and OnFailure.");
      }
      const stack = newStack(name, request, call, {
        disableRollback: input.DisableRollback === true,
        terminationProtection: input.EnableTerminationProtection === true,
      });
      const { plan, imports } = planFor(parts, stack, request);
      stacks.put({ ...stack, imports });
      runner.apply(stack, plan, "CREATE", {
        ...tokenOf(input),
        ...(onFailure !== undefined && { onFailure }),
      });
      return { StackId: stack.id };
    },

    async UpdateStack(input, call) {
      const name = stackName(input);
      const known = name.startsWith("arn:")
        ? stacks.byId(name)
        : stacks.byName(name, call.account, call.region);
      if (known === undefined || known.status === "DELETE_COMPLETE") {
        throw validationError(`Stack [${name}] does not exist`);
      }
      const request = await readRequest(input, { call, own, before: known });
      // It may have changed while the template was fetched.
      const before = findStack(stacks, { StackName: known.id }, call);
      checkUpdatable(before);
      const { plan, imports } = planFor(parts, before, request);
      const same = JSON.stringify(request.tags) === JSON.stringify(before.tags);
      if (changesNothing(plan) && same) throw validationError("No updates are to be performed.");
      const stack = updatedStack(before, request, {
        imports,
        disableRollback: input.DisableRollback === true,
      });
      stacks.put(stack);
      runner.apply(stack, plan, "UPDATE", tokenOf(input));
      return { StackId: stack.id };
    },

    /** A stack that is not there is no error. */
    DeleteStack(input, call) {
      refuseUnsupported(input);
      const name = stackName(input);
      const stack = name.startsWith("arn:")
        ? stacks.byId(name)
        : stacks.byName(name, call.account, call.region);
      if (stack === undefined || ["DELETE_COMPLETE", "DELETE_IN_PROGRESS"].includes(stack.status)) return {};
      if (stack.terminationProtection) {
        throw validationError(
          `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`,
        );
      }
      if (stack.status.endsWith("_IN_PROGRESS") && stack.status !== "REVIEW_IN_PROGRESS") {
        throw validationError(
          `Stack:${stack.id} is in ${stack.status} state and can not be deleted. (msx: wait for it)`,
        );
      }
      for (const { exportName } of stack.record.outputs) {
        const user = stacks
          .of(stack.account, stack.region)
          .find(
            (one) =>
              one.status !== "DELETE_COMPLETE" &&
              one.imports.includes(exportName ?? "") &&
              one.id !== stack.id,
          );
        if (exportName !== undefined && user !== undefined) {
          throw validationError(`Export ${exportName} cannot be deleted as it is in use by ${user.name}`);
        }
      }
      const retain = textList(input, "RetainResources");
      if (retain.length > 0 && stack.status !== "DELETE_FAILED") {
        throw validationError(
          `Invalid operation on stack [${stack.id}]. RetainResources can only be specified when the stack is in the DELETE_FAILED state.`,
        );
      }
      runner.remove(stack, retain, tokenOf(input).token);
      return {};
    },

    UpdateTerminationProtection(input, call) {
      const stack = findStack(stacks, input, call);
      stacks.update(stack.id, { terminationProtection: input.EnableTerminationProtection === true });
      return { StackId: stack.id };
    },
  };
}

function tokenOf(input: AwsInput): { token?: string } {
  const token = optionalText(input, "ClientRequestToken");
  return token === undefined ? {} : { token };
}

/** Throws AwsError. */
export function checkName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

/** Throws AwsError. */
export function checkUpdatable({ id, status }: Stack): void {
  if (!updatable.has(status))
    throw validationError(`Stack:${id} is in ${status} state and can not be updated.`);
}

export function newStack(
  name: string,
  request: StackRequest,
  { account, region }: Pick<AwsCall, "account" | "region">,
  options: Pick<Stack, "disableRollback" | "terminationProtection">,
): Stack {
  return {
    ...request,
    ...options,
    ...described(request),
    id: `arn:aws:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`,
    ...{ name, account, region, status: "REVIEW_IN_PROGRESS", created: Date.now() },
    ...{ record: emptyStack(name), resources: {}, imports: [], changeSets: [] },
  };
}

/** A stack as it is once it is being changed; its change sets are of no use any more. */
export function updatedStack(
  { description: _, ...before }: Stack,
  request: StackRequest,
  changes: Pick<Stack, "imports" | "disableRollback">,
): Stack {
  return { ...before, ...request, ...described(request), ...changes, updated: Date.now(), changeSets: [] };
}

function described({ body }: StackRequest): { description?: string } {
  const { Description: description } = readTemplate(body);
  return description === undefined ? {} : { description };
}

/** What has to be done so that a stack is as requested. Throws AwsError. */
export function planFor(
  { stacks }: CloudFormationParts,
  stack: Stack,
  request: StackRequest,
): { readonly plan: StackPlan; readonly imports: readonly string[] } {
  return asAnswer(() => {
    const { desired, imports } = prepareStack(
      request,
      placeOf({ ...stack, ...request }),
      importable(stacks, stack),
    );
    for (const { exportName } of desired.outputs) {
      const taken = typeof exportName === "string" ? exportsOf(stacks, stack).get(exportName) : undefined;
      if (taken !== undefined && taken.stack.id !== stack.id) {
        throw validationError(
          `Export with name ${exportName} is already exported by stack ${taken.stack.name}`,
        );
      }
    }
    return { plan: planStack(desired, stack.record), imports };
  });
}
