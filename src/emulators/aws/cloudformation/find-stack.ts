import type { AwsCall, AwsInput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import { noSuchChangeSet, noSuchStack, validationError } from "./cloudformation-error.js";
import { stackName } from "./read-request.js";
import type { ChangeSet, Stack } from "./stack.js";
import type { Stacks } from "./stacks.js";

/** By name, or by id, which deleted ones have too. Throws AwsError. */
export function findStack(stacks: Stacks, input: AwsInput, { account, region }: AwsCall): Stack {
  const name = stackName(input);
  const stack = name.startsWith("arn:") ? stacks.byId(name) : stacks.byName(name, account, region);
  if (stack === undefined) throw noSuchStack(name);
  return stack;
}

/** Of `ChangeSetName`: an ARN, or a name with `StackName`. Throws AwsError. */
export function findChangeSet(
  stacks: Stacks,
  input: AwsInput,
  call: AwsCall,
): { readonly stack: Stack; readonly changeSet: ChangeSet } {
  const name = optionalText(input, "ChangeSetName") ?? "";
  if (name.startsWith("arn:")) {
    for (const stack of stacks.of(call.account, call.region)) {
      const changeSet = stack.changeSets.find(({ id }) => id === name);
      if (changeSet !== undefined) return { stack, changeSet };
    }
    throw noSuchChangeSet(name);
  }
  if (optionalText(input, "StackName") === undefined) {
    throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
  }
  const stack = findStack(stacks, input, call);
  const changeSet = stack.changeSets.find((one) => one.name === name);
  if (changeSet === undefined) throw noSuchChangeSet(name);
  return { stack, changeSet };
}

/** What stacks of an account and region export, by name. */
export function exportsOf(
  stacks: Stacks,
  { account, region }: Pick<AwsCall, "account" | "region">,
): ReadonlyMap<string, { readonly stack: Stack; readonly value: string }> {
  return new Map(
    stacks
      .of(account, region)
      .flatMap((stack) =>
        stack.status === "DELETE_COMPLETE"
          ? []
          : stack.record.outputs.flatMap(({ exportName, value }) =>
              exportName === undefined ? [] : [[exportName, { stack, value }] as const],
            ),
      ),
  );
}

/** What a template of a stack may import. */
export function importable(
  stacks: Stacks,
  call: Pick<AwsCall, "account" | "region">,
): ReadonlyMap<string, string> {
  return new Map([...exportsOf(stacks, call)].map(([name, { value }]) => [name, value]));
}
