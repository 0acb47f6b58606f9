import { isObject, type Json, type JsonObject } from "../json.js";
import type { TemplateResource } from "../template/template.js";
import { TemplateError, type TemplatePath, unsupported } from "../template-error.js";

/** How a function's code is found: CloudFormation's `Code` of a function's `CodeUri`, where it is not in S3 already. */
export type CodeOf = (logicalId: string, codeUri: Json | undefined) => JsonObject | undefined;

/** A template while its SAM resources are written out. */
export interface SamContext {
  readonly resources: Map<string, TemplateResource>;
  /** Of parameters: some of SAM's properties must be known beforehand. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly codeOf: CodeOf;
  /** What methods and routes are added to, by the API's logical id. */
  readonly paths: Map<string, ApiPaths>;
}

export interface ApiPaths {
  readonly kind: "rest" | "http";
  /** Path → method (`get`, `x-amazon-apigateway-any-method`) → operation. */
  readonly methods: Map<string, Map<string, JsonObject>>;
}

/** A SAM resource that is being written out. */
export interface SamResource {
  readonly id: string;
  readonly source: TemplateResource;
  readonly properties: JsonObject;
  readonly path: TemplatePath;
}

export function samError(id: string, text: string, path: TemplatePath = ["Resources", id]): TemplateError {
  return new TemplateError(
    `Invalid Serverless Application Specification document. Number of errors found: 1. Resource with id [${id}] is invalid. ${text}`,
    path,
  );
}

/** Refuses what is not in `known`, by name and place. */
export function checkKeys(
  properties: JsonObject,
  known: readonly string[],
  what: string,
  path: TemplatePath,
): void {
  for (const key of Object.keys(properties)) {
    if (!known.includes(key)) throw unsupported(`${key} of ${what}`, [...path, key]);
  }
}

/** A text that must be known before anything exists: written out, or a parameter's. */
export function literalText(value: Json | undefined, { parameters }: SamContext): string | undefined {
  if (typeof value === "string") return value;
  if (isObject(value) && typeof value.Ref === "string") return parameters[value.Ref];
  return undefined;
}

/** Adds a generated resource, which exists on the same condition as what it is generated for. */
export function addResource(
  context: SamContext,
  id: string,
  resource: TemplateResource,
  source?: TemplateResource,
): void {
  if (context.resources.has(id)) throw samError(id, "A resource that SAM generates has the same logical id.");
  const condition = source?.Condition === undefined ? {} : { Condition: source.Condition };
  context.resources.set(id, { ...resource, ...condition });
}

export function sub(text: string, variables?: JsonObject): JsonObject {
  return { "Fn::Sub": variables === undefined ? text : [text, variables] };
}

export function getAtt(id: string, attribute: string): JsonObject {
  return { "Fn::GetAtt": [id, attribute] };
}

export function ref(id: string): JsonObject {
  return { Ref: id };
}

/** Those of `names` that are there. */
export function picked(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
  );
}

/** SAM's tags are a map, CloudFormation's a list. */
export function tagsOf(properties: JsonObject, ...more: readonly JsonObject[]): readonly JsonObject[] {
  const { Tags: tags = {} } = properties;
  return [...more, ...Object.entries(isObject(tags) ? tags : {}).map(([Key, Value]) => ({ Key, Value }))];
}
