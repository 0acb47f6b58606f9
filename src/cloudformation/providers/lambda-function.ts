import type { CreateFunctionCommandInput, FunctionCode, Lambda } from "@aws-sdk/client-lambda";
import { equalJson, type JsonObject } from "../json.js";
import { deleted, isGoneNow } from "./gone.js";
import { inlineCode } from "./inline-code.js";
import type { Made, ProviderContext, ResourceProvider } from "./provider.js";
import { boolean, fixed, integer, listOf, required, structure, tags, text, textMap } from "./shape.js";
import { changeTags, tagMap } from "./tags.js";

/** What the API has in a function's configuration by the same names. */
const configuration = {
  ...{ DeadLetterConfig: structure({ TargetArn: text }), Description: text, Handler: text, KmsKeyArn: text },
  ...{
    Environment: structure({ Variables: textMap }),
    EphemeralStorage: structure({ Size: integer }, "Size"),
  },
  ...{ Layers: listOf(text), MemorySize: integer, Role: required(text), Runtime: text, Timeout: integer },
  LoggingConfig: structure({
    ...{ ApplicationLogLevel: text, LogFormat: text, LogGroup: text, SystemLogLevel: text },
  }),
  SnapStart: structure({ ApplyOn: text }, "ApplyOn"),
  TracingConfig: structure({ Mode: text }),
  VpcConfig: structure({
    ...{ Ipv6AllowedForDualStack: boolean, SecurityGroupIds: listOf(text), SubnetIds: listOf(text) },
  }),
};
const code = structure({
  ...{ S3Bucket: text, S3Key: text, S3ObjectVersion: text, ZipFile: text, Sha256: text },
});

/** Where a property is taken out of a template. */
const defaults: JsonObject = {
  ...{ Description: "", KmsKeyArn: "", MemorySize: 128, Timeout: 3, Layers: [] },
  ...{ DeadLetterConfig: { TargetArn: "" }, Environment: { Variables: {} }, EphemeralStorage: { Size: 512 } },
  ...{ TracingConfig: { Mode: "PassThrough" }, VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } },
};

export const lambdaFunction: ResourceProvider = {
  type: "AWS::Lambda::Function",
  properties: {
    ...{ ...configuration, Code: required(code), FunctionName: fixed(text), PackageType: fixed(text) },
    ...{ Architectures: listOf(text), ReservedConcurrentExecutions: integer, Tags: tags },
  },
  attributes: ["Arn"],
  nameProperty: "FunctionName",
  async create(properties, context) {
    const lambda = await context.clients.lambda();
    const { FunctionName: name = context.generatedName(64) } = properties;
    const FunctionName = String(name);
    const { Code, Tags: _, ReservedConcurrentExecutions: reserved, ...given } = properties;
    const Tags = tagMap(properties);
    await whenRoleIsKnown(context, () =>
      lambda.createFunction({
        ...(given as unknown as CreateFunctionCommandInput),
        ...{ ...keyArn(given), FunctionName, Tags, Code: codeOf(Code as JsonObject, properties, context) },
      }),
    );
    context.begun({ physicalId: FunctionName });
    await whenReady(lambda, FunctionName, context);
    if (typeof reserved === "number") {
      await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: reserved });
    }
    return described(lambda, FunctionName);
  },
  async update({ physicalId: FunctionName, properties: before, attributes }, properties, context) {
    const lambda = await context.clients.lambda();
    const differs = (name: string): boolean => !equalJson(before[name], properties[name]);
    const names = Object.keys(configuration).filter(differs);
    if (names.length > 0) {
      const changes = { ...defaults, ...properties };
      const input = Object.fromEntries(names.map((name) => [name, changes[name]]));
      await whenRoleIsKnown(context, () =>
        lambda.updateFunctionConfiguration({ ...input, ...keyArn(picked(changes, names)), FunctionName }),
      );
      await whenReady(lambda, FunctionName, context);
    }
    if (differs("Code") || differs("Architectures")) {
      const { Code, Architectures = ["x86_64"] } = properties;
      await lambda.updateFunctionCode({
        ...{ ...codeOf(Code as JsonObject, properties, context), FunctionName },
        Architectures: Architectures as ("x86_64" | "arm64")[],
      });
      await whenReady(lambda, FunctionName, context);
    }
    if (differs("ReservedConcurrentExecutions")) {
      const { ReservedConcurrentExecutions: reserved } = properties;
      if (typeof reserved !== "number") await deleted(lambda.deleteFunctionConcurrency({ FunctionName }));
      else await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: reserved });
    }
    const Resource = String(attributes?.Arn);
    await changeTags(before, properties, {
      set: (list) =>
        lambda.tagResource({ Resource, Tags: Object.fromEntries(list.map((tag) => [tag.Key, tag.Value])) }),
      remove: (TagKeys) => lambda.untagResource({ Resource, TagKeys }),
    });
    return described(lambda, FunctionName);
  },
  async delete({ physicalId: FunctionName }, { clients, until }) {
    const lambda = await clients.lambda();
    await deleted(lambda.deleteFunction({ FunctionName }));
    await until(() => isGoneNow(lambda.getFunctionConfiguration({ FunctionName })));
  },
};

function picked(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

/** The API spells it otherwise. */
function keyArn({ KmsKeyArn: key }: JsonObject): { KMSKeyArn?: string } {
  return key === undefined ? {} : { KMSKeyArn: String(key) };
}

function codeOf(
  given: JsonObject,
  { Runtime: runtime = "" }: JsonObject,
  context: ProviderContext,
): FunctionCode {
  const { ZipFile: source, Sha256: digest, ...stored } = given;
  if (typeof source === "string") return { ZipFile: inlineCode(source, String(runtime)) };
  if (digest === undefined) return stored as FunctionCode;
  const ZipFile = context.artifact(String(digest));
  if (ZipFile === undefined) throw new Error(`the code ${digest} of ${context.logicalId} was not given`);
  return { ZipFile };
}

/** A role that was just made is not known everywhere at once. */
async function whenRoleIsKnown({ until }: ProviderContext, request: () => Promise<unknown>): Promise<void> {
  await until(async () => {
    try {
      await request();
      return true;
    } catch (error) {
      const early =
        error instanceof Error &&
        error.name === "InvalidParameterValueException" &&
        /cannot be assumed by Lambda/.test(error.message);
      if (early) return false;
      throw error;
    }
  }, 60_000);
}

async function whenReady(lambda: Lambda, FunctionName: string, { until }: ProviderContext): Promise<void> {
  await until(async () => {
    const found = await lambda.getFunctionConfiguration({ FunctionName });
    if (found.State === "Failed" || found.LastUpdateStatus === "Failed") {
      throw new Error(found.LastUpdateStatusReason ?? found.StateReason ?? `${FunctionName} failed`);
    }
    // One that has not been used for long is Inactive.
    return found.State !== "Pending" && found.LastUpdateStatus !== "InProgress";
  });
}

async function described(lambda: Lambda, FunctionName: string): Promise<Made> {
  const { FunctionArn = "" } = await lambda.getFunctionConfiguration({ FunctionName });
  return { physicalId: FunctionName, attributes: { Arn: FunctionArn } };
}
