import { isObject, type Json, type JsonObject } from "../json.js";
import { checkKeys } from "../sam/sam-context.js";
import { samTransform } from "../sam/transform-sam.js";
import type { SourceDocument } from "../template/read-template.js";
import { asTemplate, type Template } from "../template/template.js";
import { TemplateError, unsupported } from "../template-error.js";
import { serverlessApis } from "./serverless-apis.js";
import { bucketsOf } from "./serverless-buckets.js";
import { serverlessFunction } from "./serverless-function.js";
import { serverlessRole } from "./serverless-role.js";
import { Variables } from "./variables.js";

export interface ServerlessOptions {
  /** Default: `provider.stage`, else `dev`. */
  readonly stage?: string;
  /** `${opt:…}`. */
  readonly options?: Readonly<Record<string, string>>;
  /** `${env:…}`. Default: nothing. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A function of serverless.yml, with what a template has no place for. */
export interface ServerlessFunction {
  /** In the template. */
  readonly logicalId: string;
  /** As serverless.yml calls it. */
  readonly key: string;
  /** `package.patterns`, the service's before the function's own: the last that matches decides. */
  readonly patterns: readonly string[];
  /** A ZIP that is there already. */
  readonly artifact?: string;
}

export interface ServerlessService {
  readonly name: string;
  readonly stage: string;
  readonly region: string | undefined;
  /** `<service>-<stage>`, unless it is named. */
  readonly stackName: string;
  /** With SAM's resources: `transformSam` writes them out. */
  readonly template: Template;
  readonly functions: readonly ServerlessFunction[];
}

const top = [
  ...[
    "custom",
    "configValidationMode",
    "deprecationNotificationMode",
    "frameworkVersion",
    "functions",
    "package",
  ],
  ...["params", "provider", "resources", "service", "useDotenv", "variablesResolutionMode"],
];
const ofProvider = [
  ...[
    "architecture",
    "deploymentMethod",
    "environment",
    "httpApi",
    "iam",
    "kmsKeyArn",
    "layers",
    "logRetentionInDays",
  ],
  ...[
    "logs",
    "memorySize",
    "name",
    "region",
    "runtime",
    "s3",
    "stackName",
    "stackTags",
    "stage",
    "tags",
    "timeout",
  ],
  ...["tracing", "versionFunctions", "apiGateway", "apiName", "eventBridge"],
];

/**
 * Makes a template of a serverless.yml, whose logical ids for functions, roles, log groups and the HTTP API are the
 * Serverless Framework's.
 * @throws TemplateError for what is not supported, by name and place
 */
export function readServerless({ data }: SourceDocument, options: ServerlessOptions = {}): ServerlessService {
  if (!isObject(data)) throw new TemplateError("serverless.yml must be a map");
  checkKeys(data, top, "serverless.yml", []);
  const filled = fill(data, options);
  const { service, provider = {}, functions = {}, resources = {} } = filled.document;
  if (typeof service !== "string") throw new TemplateError("service must be a name", ["service"]);
  if (!isObject(provider) || !isObject(functions) || !isObject(resources)) {
    throw new TemplateError("provider, functions and resources must be maps", ["provider"]);
  }
  checkKeys(provider, ofProvider, "provider", ["provider"]);
  if (provider.name !== "aws")
    throw unsupported(`The provider ${String(provider.name)}`, ["provider", "name"]);
  checkKeys(
    resources,
    ["Conditions", "Mappings", "Outputs", "Parameters", "Resources", "Description"],
    "resources",
    ["resources"],
  );
  const { stage } = filled;
  const scope = { service, stage, provider, resources, buckets: bucketsOf(provider) };
  const made = Object.entries(functions).map(([key, given]) => {
    if (!isObject(given)) throw new TemplateError(`The function ${key} must be a map`, ["functions", key]);
    return serverlessFunction(key, given, { ...scope, packaging: filled.document.package });
  });
  const own: Json = resources.Resources ?? {};
  const template = asTemplate({
    ...{ AWSTemplateFormatVersion: "2010-09-09", Transform: samTransform, ...resources },
    Resources: {
      ...Object.fromEntries(scope.buckets.resources),
      ...serverlessApis(
        scope,
        made.flatMap((one) => one.apis),
      ),
      ...serverlessRole(scope, made),
      ...Object.fromEntries(made.flatMap((one) => one.resources)),
      ...(isObject(own) ? own : {}),
    },
  });
  const { region, stackName = `${service}-${stage}` } = provider;
  return {
    ...{ name: service, stage, stackName: String(stackName), template },
    region: region === undefined ? undefined : String(region),
    functions: made.map(({ packaged }) => packaged),
  };
}

function fill(data: JsonObject, { stage: given, options = {}, env = {} }: ServerlessOptions) {
  const opt = { ...(given !== undefined && { stage: given }), ...options };
  const sources = { stage: given ?? options.stage ?? "dev", options: opt, env, parameters: {} as JsonObject };
  const provider = isObject(data.provider) ? data.provider : {};
  const asked = new Variables(data, sources).fill(provider.stage ?? sources.stage, ["provider", "stage"]);
  const stage = String(given ?? options.stage ?? asked);
  const parameters = parametersOf(data, stage, { ...sources, stage });
  const variables = new Variables(data, { ...sources, stage, parameters });
  const { params: _, custom: __, ...used } = data;
  const document = variables.fill(used, []);
  return { stage, document: isObject(document) ? document : {} };
}

/** Parameters may use variables themselves, though no parameters. */
function parametersOf(
  data: JsonObject,
  stage: string,
  sources: ConstructorParameters<typeof Variables>[1],
): JsonObject {
  const all = isObject(data.params) ? data.params : {};
  const variables = new Variables(data, sources);
  const of = (name: string): JsonObject => {
    const filled = variables.fill(all[name] ?? {}, ["params", name]);
    return isObject(filled) ? filled : {};
  };
  return { ...of("default"), ...of(stage) };
}
