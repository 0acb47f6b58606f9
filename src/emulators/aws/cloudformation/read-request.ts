import { transformSam } from "../../../cloudformation/sam/transform-sam.js";
import { notEmulated } from "../front/aws-error.js";
import type { AwsCall, AwsInput } from "../front/aws-service.js";
import { optionalText, recordList, textList } from "../front/read-input.js";
import { asAnswer, insufficientCapabilities, validationError } from "./cloudformation-error.js";
import type { OwnClients } from "./own-clients.js";
import {
  declaredTransforms,
  neededCapabilities,
  readTemplate,
  stackParameters,
  templateBody,
} from "./read-template.js";
import type { Stack, StackRequest } from "./stack.js";

/** Members that change what AWS does and that are not carried out here. */
const refused = [
  ...["StackPolicyBody", "StackPolicyURL", "StackPolicyDuringUpdateBody", "StackPolicyDuringUpdateURL"],
  ...[
    "ResourceTypes",
    "RollbackConfiguration",
    "ResourcesToImport",
    "IncludeNestedStacks",
    "ImportExistingResources",
  ],
  ...["TimeoutInMinutes", "RetainExceptOnCreate", "DeletionMode", "DeploymentMode"],
];

/** Throws AwsError, naming the member. */
export function refuseUnsupported(input: AwsInput): void {
  const name = refused.find((member) => {
    const value = input[member];
    const isEmpty = Array.isArray(value) && value.length === 0;
    return value !== undefined && value !== false && value !== "STANDARD" && !isEmpty;
  });
  if (name !== undefined) throw notEmulated(`${name} of CloudFormation`);
}

export interface RequestOptions {
  readonly call: AwsCall;
  readonly own: OwnClients;
  /** The stack that is to be changed. */
  readonly before?: Stack;
  /** A change set shows what a transform makes before anything is done, so nobody has to allow it beforehand. */
  readonly isChangeSet?: boolean;
}

/** What `CreateStack`, `UpdateStack` and `CreateChangeSet` have in common. Throws AwsError. */
export async function readRequest(
  input: AwsInput,
  { call, own, before, isChangeSet = false }: RequestOptions,
): Promise<StackRequest> {
  refuseUnsupported(input);
  const keeps = input.UsePreviousTemplate === true;
  const body = (await templateBody(input, call, own)) ?? (keeps ? before?.body : undefined);
  if (body === undefined) throw validationError("Either Template URL or Template Body must be specified.");
  const template = readTemplate(body);
  const parameters = stackParameters(template, recordList(input, "Parameters"), before?.parameters);
  const capabilities = textList(input, "Capabilities");
  const texts = Object.fromEntries(parameters.map(({ key, value }) => [key, value]));
  if (
    declaredTransforms(template).length > 0 &&
    !isChangeSet &&
    !capabilities.includes("CAPABILITY_AUTO_EXPAND")
  ) {
    throw insufficientCapabilities(["CAPABILITY_AUTO_EXPAND"]);
  }
  const { needed } = neededCapabilities(asAnswer(() => transformSam(template, { parameters: texts })));
  // Whoever allows named ones allows those without a name too.
  const allowed = capabilities.includes("CAPABILITY_NAMED_IAM")
    ? [...capabilities, "CAPABILITY_IAM"]
    : capabilities;
  const missing = needed.filter((one) => !allowed.includes(one));
  if (missing.length > 0) throw insufficientCapabilities(missing);
  const roleArn = optionalText(input, "RoleARN") ?? before?.roleArn;
  const tags = input.Tags === undefined ? (before?.tags ?? []) : readTags(input);
  return {
    ...{ body, parameters, capabilities, tags },
    notificationArns:
      input.NotificationARNs === undefined
        ? (before?.notificationArns ?? [])
        : textList(input, "NotificationARNs"),
    ...(roleArn !== undefined && { roleArn }),
  };
}

function readTags(input: AwsInput): StackRequest["tags"] {
  return recordList(input, "Tags").map((tag) => ({
    ...{ Key: optionalText(tag, "Key") ?? "", Value: optionalText(tag, "Value") ?? "" },
  }));
}

/** Throws AwsError. */
export function stackName(input: AwsInput, member = "StackName"): string {
  const name = optionalText(input, member) ?? "";
  if (name !== "") return name;
  throw validationError(
    "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
  );
}
