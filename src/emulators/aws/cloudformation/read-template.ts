import type { DesiredStack, StackPlace } from "../../../cloudformation/evaluation/desired-stack.js";
import { evaluateStack } from "../../../cloudformation/evaluation/evaluate-stack.js";
import { parameterTexts } from "../../../cloudformation/evaluation/parameters.js";
import { providerOf } from "../../../cloudformation/providers/providers.js";
import { transformSam, usesTransform } from "../../../cloudformation/sam/transform-sam.js";
import { readDocument } from "../../../cloudformation/template/read-template.js";
import { asTemplate, type Template } from "../../../cloudformation/template/template.js";
import type { AwsCall, AwsInput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import { asAnswer, validationError } from "./cloudformation-error.js";
import type { OwnClients } from "./own-clients.js";
import type { StackParameter, StackRequest } from "./stack.js";

const [largestBody, largestStored] = [51_200, 1_048_576];

/** `TemplateBody`, or what is at `TemplateURL` in this emulator's S3; undefined where neither is given. Throws AwsError. */
export async function templateBody(
  input: AwsInput,
  { account, region }: Pick<AwsCall, "account" | "region">,
  own: OwnClients,
): Promise<string | undefined> {
  const [body, url] = [optionalText(input, "TemplateBody"), optionalText(input, "TemplateURL")];
  if (body !== undefined && url !== undefined) {
    throw validationError("Only one of TemplateBody or TemplateURL may be specified.");
  }
  if (body !== undefined) {
    if (Buffer.byteLength(body) > largestBody) {
      throw validationError(
        `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${largestBody}`,
      );
    }
    return body;
  }
  return url === undefined ? undefined : storedTemplate(url, own.of(account, region));
}

async function storedTemplate(url: string, clients: ReturnType<OwnClients["of"]>): Promise<string> {
  const place = placeInS3(url);
  if (place === undefined) throw validationError("TemplateURL must be a supported URL.");
  const s3 = await clients.s3();
  try {
    const { Body } = await s3.getObject(place);
    const text = (await Body?.transformToString()) ?? "";
    if (text.length <= largestStored) return text;
  } catch (error) {
    throw validationError(`S3 error: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw validationError(`Template may not exceed ${largestStored} bytes in size.`);
}

/** Both styles of S3's URLs, and this emulator's own. */
function placeInS3(url: string): { Bucket: string; Key: string; VersionId?: string } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname, searchParams } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const named = /^(.+)\.s3[.-][a-z0-9.-]+$/.exec(hostname)?.[1];
  const [bucket = "", ...rest] = named === undefined ? path.split("/") : [named, path];
  const [Key, version] = [rest.join("/"), searchParams.get("versionId")];
  if (bucket === "" || Key === "") return undefined;
  return { Bucket: bucket, Key, ...(version !== null && { VersionId: version }) };
}

/** Throws AwsError. */
export function readTemplate(body: string): Template {
  return asAnswer(() => asTemplate(readDocument(body).data));
}

export interface PreparedStack {
  readonly template: Template;
  /** SAM's resources written out. */
  readonly processed: Template;
  readonly desired: DesiredStack;
  /** Names of exports that it uses. */
  readonly imports: readonly string[];
}

/** What a stack comes to. @throws TemplateError */
export function prepareStack(
  { body, parameters }: Pick<StackRequest, "body" | "parameters">,
  place: StackPlace,
  exports: ReadonlyMap<string, string>,
): PreparedStack {
  const template = asTemplate(readDocument(body).data);
  const texts = Object.fromEntries(parameters.map(({ key, value }) => [key, value]));
  const processed = transformSam(template, { parameters: texts });
  const imports = new Set<string>();
  const exported = (name: string): string | undefined => {
    imports.add(name);
    return exports.get(name);
  };
  const desired = evaluateStack(processed, { place, parameters: texts, exported });
  return { template, processed, desired, imports: [...imports] };
}

/** The values that a stack gets: given, kept from before, or the template's. Throws AwsError. */
export function stackParameters(
  template: Template,
  given: readonly AwsInput[],
  before: readonly StackParameter[] = [],
): readonly StackParameter[] {
  const values: Record<string, string> = {};
  const kept = new Set<string>();
  for (const one of given) {
    const key = optionalText(one, "ParameterKey") ?? "";
    if (one.UsePreviousValue === true) kept.add(key);
    else values[key] = optionalText(one, "ParameterValue") ?? "";
  }
  const previous = Object.fromEntries(
    before.filter(({ key }) => kept.has(key)).map(({ key, value }) => [key, value]),
  );
  const texts = asAnswer(() => parameterTexts(template, { values, previous }));
  return Object.entries(texts).map(([key, value]) => ({
    ...{ key, value, noEcho: String(template.Parameters?.[key]?.NoEcho) === "true" },
  }));
}

/** What whoever makes a stack must allow, and why. */
export function neededCapabilities(template: Template): {
  readonly needed: readonly string[];
  readonly types: readonly string[];
} {
  let named = false;
  const types = new Set<string>();
  for (const [id, { Type: type, Properties: properties = {} }] of Object.entries(template.Resources)) {
    if (type.startsWith("AWS::Serverless::")) continue;
    const provider = asAnswer(() => providerOf(type, ["Resources", id]));
    if (provider.capability === undefined) continue;
    types.add(type);
    if (provider.nameProperty !== undefined && properties[provider.nameProperty] !== undefined) named = true;
  }
  const iam = types.size === 0 ? [] : [named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM"];
  return { needed: iam, types: [...types] };
}

/** Whether a SAM template, whose roles are only seen when it is written out, was declared. */
export function declaredTransforms(template: Template): readonly string[] {
  if (!usesTransform(template)) return [];
  const { Transform: names = [] } = template;
  return typeof names === "string" ? [names] : names;
}
